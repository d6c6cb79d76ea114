package org.ibengine.backend;

/** A queue of a device: what is in it runs in order, streams run side by side. Thread-safe. */
public interface DeviceStream extends AutoCloseable {
  /** An event that passes when everything queued here so far is done; the caller closes it. */
  DeviceEvent record();

  /** Whatever is queued here from now on starts after {@code event}. Does not block. */
  void waitFor(DeviceEvent event);

  /** Blocks until everything queued here is done. */
  void synchronize();

  /** The native handle, for libraries that queue work here; valid until {@code close}. */
  long handle();

  /** Blocks until everything queued here is done. Idempotent. */
  @Override
  void close();
}
