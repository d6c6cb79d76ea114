package org.ibengine.cpu;

import org.ibengine.backend.Backend;
import org.ibengine.conformance.BackendContract;
import org.ibengine.conformance.GatherPackedContract;

/** With the best instruction set of this machine. */
class CpuBackendTest implements BackendContract, GatherPackedContract {
  @Override
  public Backend open(int threads) {
    return new CpuBackendProvider().open(threads);
  }
}
