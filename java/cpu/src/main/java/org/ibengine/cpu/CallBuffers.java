package org.ibengine.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One growing direct buffer per thread, for what a call hands over beside volumes. */
final class CallBuffers {
  private static final int SMALLEST = 1 << 12;

  /** Above this a buffer is not kept: a batch of 10,000 patches takes 1.2 MB. */
  private static final int LARGEST_KEPT = 1 << 21;

  private final ThreadLocal<ByteBuffer> kept = ThreadLocal.withInitial(() -> create(SMALLEST));

  /** At least {@code bytes} bytes at position 0, holding anything; valid until the next call. */
  ByteBuffer take(int bytes) {
    ByteBuffer buffer = kept.get();
    if (buffer.capacity() < bytes) {
      buffer = create(bytes);
      if (bytes <= LARGEST_KEPT) {
        kept.set(buffer);
      }
    }
    return buffer.clear();
  }

  static ByteBuffer create(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
