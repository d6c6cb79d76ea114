package org.ibengine.cpu;

import org.ibengine.conformance.EngineContract;

/** The engine on native code. */
class CpuEngineTest implements EngineContract {
  @Override
  public String backendName() {
    return "cpu";
  }
}
