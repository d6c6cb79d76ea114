package org.ibengine.serve;

import org.ibengine.conformance.EngineContentContract;
import org.ibengine.conformance.EngineCoordinatesContract;
import org.ibengine.conformance.EngineSamenessContract;
import org.ibengine.conformance.EngineWeightContentContract;

/** A backend without operations of its own delivers what the reference does, to the byte. */
class ToyEngineTest
    implements EngineContentContract,
        EngineSamenessContract,
        EngineWeightContentContract,
        EngineCoordinatesContract {
  @Override
  public String backendName() {
    return ToyProvider.NAME;
  }
}
