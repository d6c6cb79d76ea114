package org.ibengine;

import org.ibengine.conformance.EngineAugmentationContract;
import org.ibengine.conformance.EngineContract;
import org.ibengine.conformance.EngineFiducialsContract;

/** The engine on the oracle. */
class ReferenceEngineTest
    implements EngineContract, EngineAugmentationContract, EngineFiducialsContract {
  @Override
  public String backendName() {
    return "reference";
  }
}
