package org.ibengine.pipeline;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.ibengine.error.Failures;

/**
 * A fixed number of batch slots. Whoever fills a batch takes one and waits while none is free: that
 * is the back-pressure. Returning a slot does not wake a thread, because that would cost the
 * caller, which is a training loop, 30 to 80 µs. A waiting thread checks every few milliseconds, or
 * when {@link #hurry} says that the loop is about to wait itself. The first slots are made at once,
 * so that a lack of memory shows when an epoch is opened. The others are made when they are needed,
 * so that the cost is that of the slots in use. Thread-safe.
 */
public final class SlotRing implements AutoCloseable {
  private static final long LOOK_MILLIS = 2;
  private static final int MADE_AT_ONCE = 16;

  private final Deque<BatchSlot> free = new ArrayDeque<>();
  private final Set<BatchSlot> taken = new HashSet<>();
  private final Map<BatchSlot, Integer> lent = new LinkedHashMap<>(); // steps of batches handed out
  private final Supplier<BatchSlot> maker;
  private final int slots;
  private final long lookMillis;
  private int made;
  private boolean closed;

  public SlotRing(Supplier<BatchSlot> maker, int slots) {
    this(maker, slots, LOOK_MILLIS);
  }

  SlotRing(Supplier<BatchSlot> maker, int slots, long lookMillis) {
    this.maker = maker;
    this.slots = slots;
    this.lookMillis = lookMillis;
    try {
      while (made < Math.min(slots, MADE_AT_ONCE)) {
        free.add(make());
      }
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, () -> freeAll(free));
    }
  }

  private BatchSlot make() {
    BatchSlot slot = maker.get();
    made++;
    return slot;
  }

  private static void freeAll(Collection<BatchSlot> slots) {
    Failures failures = new Failures();
    slots.forEach(slot -> failures.collect(slot::free));
    failures.rethrow();
  }

  /** How many there are at most, in hand or not. */
  int slots() {
    return slots;
  }

  /**
   * Waits for a free slot; the caller gives it back by {@link #release}. What the maker of slots
   * throws is thrown where one that is needed cannot be made.
   */
  synchronized BatchSlot take() throws InterruptedException {
    while (free.isEmpty() && made == slots) {
      wait(lookMillis);
    }
    BatchSlot slot = free.isEmpty() ? make() : free.pop();
    taken.add(slot);
    return slot;
  }

  /** The slot, filled with the batch of that step, is the consumer's until it is released. */
  synchronized void lend(BatchSlot slot, int step) {
    lent.put(slot, step);
  }

  /** Steps of the batches that the consumer has, be they of several epochs. */
  synchronized List<Integer> lentSteps() {
    return List.copyOf(lent.values());
  }

  synchronized void release(BatchSlot slot) {
    if (!taken.remove(slot)) {
      throw new IllegalStateException("a batch slot was released twice or to a foreign ring");
    }
    lent.remove(slot);
    if (closed) {
      slot.free();
      return;
    }
    free.push(slot);
  }

  /** Whoever waits for a slot that is free gets it now. */
  synchronized void hurry() {
    if (!free.isEmpty()) {
      notifyAll();
    }
  }

  /** How many slots have been taken and not returned. */
  public synchronized int taken() {
    return taken.size();
  }

  /**
   * Frees the memory: that of free slots at once, that of the others when they are returned.
   * Idempotent.
   */
  @Override
  public synchronized void close() {
    closed = true;
    List<BatchSlot> unused = List.copyOf(free);
    free.clear();
    freeAll(unused);
  }
}
