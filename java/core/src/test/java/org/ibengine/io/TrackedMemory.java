package org.ibengine.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;

/** Hands out direct memory full of 0xAA and counts what is still open. */
public final class TrackedMemory implements BufferAllocator {
  private static final byte[] DIRT = new byte[1 << 16];

  static {
    Arrays.fill(DIRT, (byte) 0xaa);
  }

  private final AtomicInteger open = new AtomicInteger();
  private final long limit;

  public TrackedMemory() {
    this(1 << 24);
  }

  /**
   * @param limit a larger request fails the test
   */
  public TrackedMemory(long limit) {
    this.limit = limit;
  }

  @Override
  public HostBuffer allocate(long sizeBytes) {
    if (sizeBytes < 0 || sizeBytes > limit) {
      throw new AssertionError(sizeBytes + " bytes asked for, the test allows " + limit);
    }
    open.incrementAndGet();
    ByteBuffer bytes = ByteBuffer.allocateDirect((int) sizeBytes);
    while (bytes.hasRemaining()) {
      bytes.put(DIRT, 0, Math.min(DIRT.length, bytes.remaining()));
    }
    return new DirectBuffer(bytes, open::decrementAndGet);
  }

  public int open() {
    return open.get();
  }
}
