package org.ibengine.cuda;

import org.ibengine.conformance.EngineContract;

/** What the engine promises, on whatever driver there is: ci/gpu.sh runs it on hardware. */
class CudaEngineSuite implements EngineContract {
  @Override
  public String backendName() {
    return CudaBackend.NAME;
  }
}
