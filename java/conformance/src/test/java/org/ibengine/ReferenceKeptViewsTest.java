package org.ibengine;

import org.ibengine.conformance.KeptViewsContract;

/** Memory of the JVM. */
class ReferenceKeptViewsTest implements KeptViewsContract {
  @Override
  public String backendName() {
    return "reference";
  }
}
