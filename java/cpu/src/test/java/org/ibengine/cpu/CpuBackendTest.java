package org.ibengine.cpu;

import org.ibengine.backend.Backend;
import org.ibengine.conformance.BackendContract;

/** With the best instruction set of this machine. */
class CpuBackendTest implements BackendContract {
  @Override
  public Backend open(int threads) {
    return new CpuBackendProvider().open(threads);
  }
}
