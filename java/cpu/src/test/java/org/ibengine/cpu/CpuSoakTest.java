package org.ibengine.cpu;

import org.ibengine.conformance.EngineSoakContract;

class CpuSoakTest implements EngineSoakContract {
  @Override
  public String backendName() {
    return "cpu";
  }
}
