package org.ibengine;

import java.nio.ByteBuffer;
import org.ibengine.volume.HostBuffer;

/** The memory of a slot as long as a batch holds it. Closing is the slot's business. */
final class BatchMemory implements HostBuffer {
  private final HostBuffer slot;
  private final int step;
  private volatile boolean ended;

  BatchMemory(HostBuffer slot, int step) {
    this.slot = slot;
    this.step = step;
  }

  @Override
  public long sizeBytes() {
    return slot.sizeBytes();
  }

  @Override
  public ByteBuffer view(long offset, int length) {
    requireOpen();
    return slot.view(offset, length);
  }

  @Override
  public long address() {
    requireOpen();
    return slot.address();
  }

  void requireOpen() {
    if (ended) {
      throw new IllegalStateException(
          "batch %d was closed, its memory holds another one; use a batch before asking for the next"
              .formatted(step));
    }
  }

  /** From now on the memory can no longer be reached through this. */
  @Override
  public void close() {
    ended = true;
  }
}
