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

  /**
   * What is queued from now on on that stream, of whatever library, starts after this has passed.
   * Does not block.
   *
   * @param stream native handle of a stream of the same device; 0 is the default stream
   */
  void holdBack(long stream);

  /** Does not block; streams that wait for it go on doing so. Idempotent. */
  @Override
  void close();
}
