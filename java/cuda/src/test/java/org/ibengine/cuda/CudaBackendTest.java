package org.ibengine.cuda;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The kernels and this binding over the driver double. */
class CudaBackendTest extends CudaBackendSuite {
  @BeforeEach
  void reset() {
    DriverDouble.reset();
  }

  @AfterEach
  void nothingIsLeftAndNothingWasMisused() {
    DriverDouble.assertNoMisuse();
    DriverDouble.assertNothingIsOpen();
  }
}
