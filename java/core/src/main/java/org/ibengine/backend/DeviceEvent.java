package org.ibengine.backend;

/** A point in a stream. Thread-safe. */
public interface DeviceEvent extends AutoCloseable {
  /** Has already passed: for work that is done when its call returns. */
  DeviceEvent PASSED = new PassedEvent();

  /** Whether it has passed. Does not block. */
  boolean hasPassed();

  /** Blocks until it has passed. */
  void await();

  /** The native handle, for libraries that wait for it; valid until {@code close}; 0 has none. */
  long handle();

  /**
   * Makes whatever any library queues on that stream from now on start after this has passed. Does
   * not block.
   *
   * @param stream native handle of a stream of the same device; 0 and 1 are the default stream, 2
   *     is that of the calling thread
   */
  void holdBack(long stream);

  /** Does not block; streams that wait for it continue to do so. Idempotent. */
  @Override
  void close();
}
