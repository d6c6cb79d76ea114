package org.ibengine.cpu;

import org.ibengine.backend.Backend;
import org.ibengine.conformance.BackendContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** With AVX2, or portable code where there is none. */
class CpuAvx2BackendTest implements BackendContract {
  @BeforeAll
  static void limitTheInstructionSet() {
    CpuLoader.unavailableReason()
        .ifPresent(
            reason -> {
              throw new AssertionError(reason);
            });
    Status.check(CpuLibrary.ib_limit_simd_level(1), "ib_limit_simd_level");
  }

  @AfterAll
  static void liftTheLimit() {
    Status.check(CpuLibrary.ib_limit_simd_level(2), "ib_limit_simd_level");
  }

  @Override
  public Backend open(int threads) {
    return new CpuBackendProvider().open(threads);
  }
}
