package org.ibengine;

import java.nio.ByteBuffer;
import org.ibengine.tensor.TensorMemory;
import org.ibengine.text.Text;

/** The memory of a slot for as long as a batch holds it. */
final class BatchMemory implements TensorMemory {
  private final TensorMemory slot;
  private final int step;
  private volatile boolean ended;

  BatchMemory(TensorMemory slot, int step) {
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
  public void copyTo(long offset, ByteBuffer target) {
    requireOpen();
    slot.copyTo(offset, target);
  }

  @Override
  public long address() {
    requireOpen();
    return slot.address();
  }

  void requireOpen() {
    if (ended) {
      throw new IllegalStateException(
          Text.format(
              "batch %d was closed, its memory holds another one; use a batch before asking for the next, or keep it",
              step));
    }
  }

  /** From now on the memory can no longer be reached through this. */
  void end() {
    ended = true;
  }
}
