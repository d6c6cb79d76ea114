package org.ibengine;

import org.ibengine.conformance.EngineSoakContract;

class ReferenceSoakTest implements EngineSoakContract {
  @Override
  public String backendName() {
    return "reference";
  }
}
