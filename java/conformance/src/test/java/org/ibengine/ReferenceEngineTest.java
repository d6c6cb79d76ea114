package org.ibengine;

import org.ibengine.conformance.EngineContract;

/** The engine on the oracle. */
class ReferenceEngineTest implements EngineContract {
  @Override
  public String backendName() {
    return "reference";
  }
}
