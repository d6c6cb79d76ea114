package org.ibengine.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.ibengine.error.Failures;

/**
 * A fixed number of batch slots. Whoever fills a batch takes one and waits while none is free: that
 * is the back-pressure. Thread-safe.
 */
public final class SlotRing implements AutoCloseable {
  private final List<BatchSlot> all = new ArrayList<>();
  private final Deque<BatchSlot> free = new ArrayDeque<>();
  private final int slots;
  private boolean closed;

  public SlotRing(Supplier<BatchSlot> maker, int slots) {
    this.slots = slots;
    try {
      for (int i = 0; i < slots; i++) {
        all.add(maker.get());
      }
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, () -> freeAll(all));
    }
    free.addAll(all);
  }

  private static void freeAll(Collection<BatchSlot> slots) {
    Failures failures = new Failures();
    slots.forEach(slot -> failures.collect(slot::free));
    failures.rethrow();
  }

  /** How many there are, free or not. */
  int slots() {
    return slots;
  }

  /** Waits for a free slot; the caller gives it back by {@link #release}. */
  synchronized BatchSlot take() throws InterruptedException {
    while (free.isEmpty()) {
      wait();
    }
    return free.pop();
  }

  synchronized void release(BatchSlot slot) {
    if (free.contains(slot) || !all.contains(slot)) {
      throw new IllegalStateException("a batch slot was released twice or to a foreign ring");
    }
    if (closed) {
      all.remove(slot);
      slot.free();
      return;
    }
    free.push(slot);
    notifyAll();
  }

  /** How many slots are in somebody's hands. */
  public synchronized int taken() {
    return all.size() - free.size();
  }

  /** Frees the memory: at once where a slot is free, on its release where it is not. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    List<BatchSlot> unused = List.copyOf(free);
    all.removeAll(unused);
    free.clear();
    freeAll(unused);
  }
}
