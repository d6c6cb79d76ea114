package org.ibengine.cuda;

import org.ibengine.backend.Backend;
import org.ibengine.conformance.BackendContract;
import org.ibengine.conformance.GatherPackedContract;

/** What every backend promises, on whatever driver there is: ci/gpu.sh runs it on hardware. */
class CudaBackendSuite implements BackendContract, GatherPackedContract {
  @Override
  public Backend open(int threads) {
    return new CudaBackendProvider().open(threads);
  }
}
