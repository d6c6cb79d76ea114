package org.ibengine.cuda;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Each test begins with a fresh double of the driver, and leaves nothing open in it. */
interface OnDriverDouble {
  @BeforeEach
  default void reset() {
    DriverDouble.reset();
  }

  @AfterEach
  default void nothingIsLeftAndNothingWasMisused() {
    DriverDouble.assertNoMisuse();
    DriverDouble.assertNothingIsOpen();
  }
}
