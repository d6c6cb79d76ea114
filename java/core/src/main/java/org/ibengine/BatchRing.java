package org.ibengine;

import java.util.Optional;
import org.ibengine.pipeline.SlotRing;
import org.ibengine.volume.BufferAllocator;

/** Batch memory that the epochs of one rank fill in turn, made when first needed. Thread-safe. */
final class BatchRing implements AutoCloseable {
  private final EngineMemory memory;
  private final Optional<BufferAllocator> batches;
  private final int slots;
  private SlotRing ring; // null until it is needed

  /**
   * @param batches where they lie; empty: where the backend keeps batches
   * @param slots batches in memory at once
   */
  BatchRing(EngineMemory memory, Optional<BufferAllocator> batches, int slots) {
    this.memory = memory;
    this.batches = batches;
    this.slots = slots;
  }

  int slots() {
    return slots;
  }

  synchronized SlotRing get() {
    if (ring == null) {
      ring = memory.ring(slots, batches);
    }
    return ring;
  }

  /** Slots in somebody's hands: filled, being filled or with the caller. */
  synchronized int taken() {
    return ring == null ? 0 : ring.taken();
  }

  /** Frees batches; nothing may be filled from then on. */
  @Override
  public synchronized void close() {
    if (ring != null) {
      ring.close();
    }
  }
}
