package org.ibengine.backend;

/** A point in a stream. Thread-safe. */
public interface DeviceEvent extends AutoCloseable {
  /** Has passed already: what is done when the call that did it returns. */
  DeviceEvent PASSED = new PassedEvent();

  /** Whether it has passed. Does not block. */
  boolean hasPassed();

  /** Blocks until it has passed. */
  void await();

  /** The native handle, for libraries that wait for it; valid until {@code close}; 0 has none. */
  long handle();

  /** Does not block; streams that wait for it go on doing so. Idempotent. */
  @Override
  void close();
}
