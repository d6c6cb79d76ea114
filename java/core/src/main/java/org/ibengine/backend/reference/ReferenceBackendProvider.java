package org.ibengine.backend.reference;

import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.backend.BackendProvider;

/** Provides the plain Java backend, which runs everywhere and is chosen last. */
public final class ReferenceBackendProvider implements BackendProvider {
  @Override
  public String name() {
    return ReferenceBackend.NAME;
  }

  @Override
  public int preference() {
    return 0;
  }

  @Override
  public Optional<String> unavailableReason() {
    return Optional.empty();
  }

  @Override
  public Backend open(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
    return new ReferenceBackend();
  }
}
