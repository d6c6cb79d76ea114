package org.ibengine.backend;

import org.ibengine.text.Text;

/**
 * Owned memory of a device, contiguous, not zeroed. Thread-safe; its content is as safe as the
 * order of the streams that use it.
 */
public interface DeviceMemory extends AutoCloseable {
  /** {@code length} bytes of {@code memory} from {@code offset} on. */
  record Range(DeviceMemory memory, long offset, long length) {
    public Range {
      if (offset < 0 || length < 0 || offset > memory.sizeBytes() - length) {
        throw new IllegalArgumentException(
            Text.format(
                "bytes [%d, %d) are not inside device memory of %d bytes",
                offset, offset + length, memory.sizeBytes()));
      }
    }
  }

  long sizeBytes();

  /**
   * Address on the device of the first byte; valid until {@code close}. The host must not touch it.
   *
   * @throws IllegalStateException after {@code close}
   */
  long address();

  /** Blocks until the device has done all work queued so far. Idempotent. */
  @Override
  void close();
}
