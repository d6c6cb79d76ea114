package org.ibengine.pipeline;

import java.util.List;
import org.ibengine.plan.PatchRequest;
import org.ibengine.volume.BufferAllocator;

/** Makes slots for batches and fills them. Thread-safe; two calls never fill the same slot. */
public interface BatchFiller extends AutoCloseable {
  /** Fresh memory for one batch; the ring frees it. */
  BatchSlot newSlot();

  /**
   * As {@link #newSlot}, in memory of the caller's choice.
   *
   * @throws UnsupportedOperationException if batches do not lie in host memory
   */
  default BatchSlot newSlotIn(BufferAllocator memory) {
    throw new UnsupportedOperationException("batches of a device lie in its own memory");
  }

  /** How many batches of an epoch it is worth and allowed to fill side by side; at least 1. */
  default int atOnce() {
    return 1;
  }

  /**
   * Writes those patches into a slot of {@link #newSlot}, loading what they are cut from. On return
   * the batch is written or queued; {@link BatchSlot#ready} tells when it is written.
   *
   * @throws InterruptedException if the thread was interrupted while it waited for a source
   * @throws org.ibengine.error.IbException if a source could not be read
   */
  void fill(List<PatchRequest> requests, BatchSlot slot) throws InterruptedException;

  /**
   * As {@link #fill}, to the same bytes, by one of {@code callers} threads that fill a batch each:
   * it leaves the others their processors.
   */
  default void fillBesideOthers(List<PatchRequest> requests, BatchSlot slot, int callers)
      throws InterruptedException {
    fill(requests, slot);
  }

  /**
   * Blocks until nothing reads the sources any more that it filled slots from; nothing may be
   * filling. Idempotent.
   */
  @Override
  default void close() {}
}
