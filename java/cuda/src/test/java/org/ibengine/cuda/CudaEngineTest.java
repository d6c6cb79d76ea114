package org.ibengine.cuda;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The engine over the driver double. */
class CudaEngineTest extends CudaEngineSuite {
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
