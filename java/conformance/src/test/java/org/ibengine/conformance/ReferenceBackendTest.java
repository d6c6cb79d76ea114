package org.ibengine.conformance;

import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;

/** The oracle passes the literals, and trivially what compares with it. */
class ReferenceBackendTest implements BackendContract, GatherPackedContract {
  @Override
  public Backend open(int threads) {
    return new ReferenceBackendProvider().open(threads);
  }
}
