package org.ibengine.backend;

import java.util.Optional;

/** Found by {@link java.util.ServiceLoader}; asking it anything must never throw. */
public interface BackendProvider {
  String name();

  /** {@code auto} chooses the available backend with the highest preference. */
  int preference();

  /** Why it cannot run here; empty if it can. */
  Optional<String> unavailableReason();

  /** How other processes open its batches; empty if they cannot. */
  default Optional<BatchSharing> sharing() {
    return Optional.empty();
  }

  /**
   * @param threads the most threads one operation uses, at least 1
   * @throws org.ibengine.error.BackendUnavailableException with the reason
   */
  Backend open(int threads);
}
