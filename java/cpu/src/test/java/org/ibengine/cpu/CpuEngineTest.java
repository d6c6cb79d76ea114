package org.ibengine.cpu;

import org.ibengine.conformance.EngineAugmentationContract;
import org.ibengine.conformance.EngineContract;
import org.ibengine.conformance.EngineFiducialsContract;

/** The engine on native code. */
class CpuEngineTest implements EngineContract, EngineAugmentationContract, EngineFiducialsContract {
  @Override
  public String backendName() {
    return "cpu";
  }
}
