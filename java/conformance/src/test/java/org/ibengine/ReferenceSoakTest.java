package org.ibengine;

import org.ibengine.conformance.EngineSoakContract;

class ReferenceSoakTest implements EngineSoakContract {
  @Override
  public String backendName() {
    return "reference";
  }

  /** Closed buffers wait for the garbage collector, up to the heap's limit. */
  @Override
  public long growthAllowed() {
    return 1L << 30;
  }
}
