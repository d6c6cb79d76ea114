package org.ibengine.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import org.ibengine.plan.PatchRequest;

/**
 * Fills the batches of one epoch ahead of their use, in order, on one thread of its own, as far as
 * the ring has free slots. {@link #take} belongs to one consumer at a time; {@link #close} may come
 * from any thread at any time.
 */
public final class EpochRun implements AutoCloseable {
  /** What runs share; the caller closes it after them. */
  public record Parts(BatchFiller filler, SlotRing ring) {}

  private final Parts parts;
  private final BatchSequence sequence;
  private final Runnable onProduced;
  private final Thread producer;
  private final Deque<FilledBatch> ready = new ArrayDeque<>();
  private Throwable failure;
  private boolean ended;
  private int taken;
  private long waitedNanos;

  /**
   * Begins to fill at once.
   *
   * @param onProduced called on the producing thread once the last batch is filled
   */
  public EpochRun(Parts parts, BatchSequence sequence, Runnable onProduced) {
    this.parts = parts;
    this.sequence = sequence;
    this.onProduced = onProduced;
    this.taken = sequence.firstStep();
    this.producer = new Thread(this::produce, "ib-epoch");
    producer.setDaemon(true);
    producer.start();
  }

  /** True if {@link #take} has a batch to give or to wait for. */
  public synchronized boolean hasNext() {
    return taken < sequence.steps();
  }

  /**
   * The next batch; blocks until it is filled. Its slot goes back by {@link #release}.
   *
   * @throws NoSuchElementException after the last
   * @throws IllegalStateException if closed, or interrupted while waiting (the thread's interrupt
   *     flag stays set)
   * @throws org.ibengine.error.IbException what stopped the filling, every time
   */
  public synchronized FilledBatch take() {
    if (!hasNext()) {
      throw new NoSuchElementException("the epoch has no more batches");
    }
    long since = System.nanoTime();
    try {
      while (ready.isEmpty() && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for batch " + taken, e);
    } finally {
      waitedNanos += System.nanoTime() - since;
    }
    if (ready.isEmpty()) {
      throw stopped();
    }
    taken++;
    return ready.poll();
  }

  private RuntimeException stopped() {
    if (failure instanceof RuntimeException e) {
      return e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return new IllegalStateException("the epoch is closed");
  }

  /** Gives a batch's slot back to the ring. */
  public void release(FilledBatch batch) {
    parts.ring().release(batch.slot());
  }

  /** How long {@link #take} has waited altogether, in nanoseconds. */
  public synchronized long waitedNanos() {
    return waitedNanos;
  }

  private void produce() {
    Throwable cause = null;
    try {
      for (int step = sequence.firstStep(); step < sequence.steps(); step++) {
        produce(step);
      }
      onProduced.run();
    } catch (InterruptedException e) {
      // Closed: whoever waits is told so.
    } catch (RuntimeException | Error e) {
      cause = e;
    }
    synchronized (this) {
      failure = cause;
      ended = true;
      notifyAll();
    }
  }

  private void produce(int step) throws InterruptedException {
    List<PatchRequest> requests = sequence.requests().apply(step);
    BatchSlot slot = parts.ring().take();
    boolean handedOn = false;
    try {
      parts.filler().fill(requests, slot);
      handedOn = handOn(new FilledBatch(step, requests, slot));
    } finally {
      if (!handedOn) {
        parts.ring().release(slot);
      }
    }
  }

  private synchronized boolean handOn(FilledBatch batch) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    ready.add(batch);
    notifyAll();
    return true;
  }

  /** Stops filling and gives back all slots but those in the consumer's hands. Idempotent. */
  @Override
  public void close() {
    producer.interrupt();
    joinUninterruptibly();
    synchronized (this) {
      ended = true;
      ready.forEach(this::release);
      ready.clear();
      notifyAll();
    }
  }

  private void joinUninterruptibly() {
    boolean interrupted = false;
    while (producer.isAlive() && Thread.currentThread() != producer) {
      try {
        producer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
