package org.ibengine.cuda;

import org.ibengine.backend.Backend;
import org.ibengine.conformance.BackendContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The kernels and this binding over the driver double. */
class CudaBackendTest implements BackendContract {
  @BeforeEach
  void reset() {
    DriverDouble.reset();
  }

  @AfterEach
  void nothingIsLeftAndNothingWasMisused() {
    DriverDouble.assertNoMisuse();
    DriverDouble.assertNothingIsOpen();
  }

  @Override
  public Backend open(int threads) {
    return new CudaBackendProvider().open(threads);
  }
}
