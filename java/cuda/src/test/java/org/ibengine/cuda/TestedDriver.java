package org.ibengine.cuda;

import com.sun.jna.NativeLibrary;

/** The driver that tests run on, which may be hardware's. */
final class TestedDriver {
  private TestedDriver() {}

  /** How many contexts its test double has made since the last reset; -1 on hardware. */
  static long contextsMade() {
    if (!DriverProbe.isTestDouble()) {
      return -1;
    }
    String name = System.getProperty(DriverProbe.DRIVER_PROPERTY, DriverProbe.DRIVER);
    return NativeLibrary.getInstance(name)
        .getFunction("ib_double_open")
        .invokeLong(new Object[] {"contexts_made"});
  }
}
