package org.ibengine.backend;

/** A queue of a device: work in it runs in order, and streams run side by side. Thread-safe. */
public interface DeviceStream extends AutoCloseable {
  /** An event that passes when everything queued here so far is done; the caller closes it. */
  DeviceEvent record();

  /** Makes whatever is queued here from now on start after {@code event}. Does not block. */
  void waitFor(DeviceEvent event);

  /** Blocks until everything queued here is done. */
  void synchronize();

  /** The native handle, for libraries that queue work here; valid until {@code close}. */
  long handle();

  /** Blocks until everything queued here is done. Idempotent. */
  @Override
  void close();
}
