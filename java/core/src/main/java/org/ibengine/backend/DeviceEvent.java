package org.ibengine.backend;

/** A point in a stream. Thread-safe. */
public interface DeviceEvent extends AutoCloseable {
  /** Whether it has passed. Does not block. */
  boolean hasPassed();

  /** Blocks until it has passed. */
  void await();

  /** The native handle, for libraries that wait for it; valid until {@code close}. */
  long handle();

  /** Does not block; streams that wait for it go on doing so. Idempotent. */
  @Override
  void close();
}
