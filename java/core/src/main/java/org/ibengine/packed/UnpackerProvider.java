package org.ibengine.packed;

import java.util.Optional;

/** An unpacker found by {@link java.util.ServiceLoader}; asking it anything must never throw. */
public interface UnpackerProvider {
  /** Why it cannot run here; empty if it can. */
  Optional<String> unavailableReason();

  /**
   * One for memory that has an address, wherever it comes from, if it can run here. Thread-safe.
   */
  Unpacker unpacker();
}
