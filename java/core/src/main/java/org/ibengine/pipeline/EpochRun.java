package org.ibengine.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.ibengine.error.Failures;
import org.ibengine.plan.PatchRequest;

/**
 * Fills the batches of one epoch ahead of their use while the ring has free slots, on as many
 * threads of its own as the filler can use, and hands them out in order. {@link #take} belongs to
 * one consumer at a time; {@link #close} may come from any thread at any time.
 */
public final class EpochRun implements AutoCloseable {
  private record Claim(int step, BatchSlot slot) {}

  private final BatchFiller filler;
  private final SlotRing ring;
  private final BatchSequence sequence;
  private final ProducerThreads producers;
  private final Object claims = new Object();
  private int claimed; // the next step to be claimed; guarded by claims
  private boolean announced; // guarded by claims
  private final LongWait longWait;
  private final long nearEnd; // so early that others are filled while one thread plans
  private final Map<Integer, FilledBatch> ready = new HashMap<>();
  private volatile boolean runsShort = true; // nothing is filled ahead
  private Throwable failure;
  private int failedStep = Integer.MAX_VALUE;
  private boolean begun; // the first batch is filled
  private boolean closed;
  private int taken;
  private long waitedNanos;

  /** Begins to fill at once. Filler and ring may serve other runs too; the caller closes them. */
  public EpochRun(BatchFiller filler, SlotRing ring, BatchSequence sequence) {
    this(filler, ring, sequence, new LongWait(ring));
  }

  EpochRun(BatchFiller filler, SlotRing ring, BatchSequence sequence, LongWait longWait) {
    this.filler = filler;
    this.ring = ring;
    this.longWait = longWait;
    this.sequence = sequence;
    this.taken = this.claimed = sequence.firstStep();
    this.nearEnd = Math.max(claimed, sequence.steps() - 2L * ring.slots());
    // One slot is in the consumer's hands, so a thread more would wait for it.
    int most = Math.min(filler.atOnce(), ring.slots() - 1);
    int count = Math.max(1, Math.min(most, sequence.steps() - sequence.firstStep()));
    this.producers = new ProducerThreads(count, this::produce);
    try {
      producers.start();
    } catch (OutOfMemoryError e) { // of threads; those that run must not keep their slots
      throw Failures.after(e, this::close);
    }
  }

  /** True if {@link #take} has a batch to give or to wait for. */
  public synchronized boolean hasNext() {
    return taken < sequence.steps();
  }

  /**
   * The next batch; blocks until it is filled. Its slot is returned by {@link #release}.
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
      while (!ready.containsKey(taken) && taken != failedStep && !closed) {
        longWait.await(this, taken, since);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for batch " + taken, e);
    } finally {
      waitedNanos += System.nanoTime() - since;
    }
    FilledBatch batch = ready.remove(taken);
    if (batch == null) {
      throw stopped();
    }
    taken++;
    ring.lend(batch.slot(), batch.step());
    if (ready.isEmpty()) {
      runsShort = true;
      ring.hurry();
    }
    return batch;
  }

  private RuntimeException stopped() {
    if (taken == failedStep) {
      if (failure instanceof RuntimeException e) {
        return e;
      }
      throw (Error) failure;
    }
    return new IllegalStateException("the epoch is closed");
  }

  /** True once a batch could not be filled, whether or not the consumer has come to it. */
  public synchronized boolean failed() {
    return failedStep < sequence.steps();
  }

  /** Returns a batch's slot to the ring. */
  public void release(FilledBatch batch) {
    ring.release(batch.slot());
    if (runsShort) {
      ring.hurry();
    }
  }

  /** How long {@link #take} has waited altogether, in nanoseconds. */
  public synchronized long waitedNanos() {
    return waitedNanos;
  }

  private void produce() {
    try {
      for (Claim claim = claim(); claim != null; claim = claim()) {
        produce(claim);
      }
      announce();
    } catch (InterruptedException e) {
      // Closed: whoever waits is told so.
    }
  }

  /** The next step and a slot, or null. Under one lock: the step awaited first never lacks one. */
  private Claim claim() throws InterruptedException {
    synchronized (claims) {
      awaitFirst();
      if (claimed == sequence.steps()) {
        return null;
      }
      BatchSlot slot = takeSlot();
      if (slot != null && !goesOn()) {
        ring.release(slot);
        return null;
      }
      return slot == null ? null : new Claim(claimed++, slot);
    }
  }

  /** Nothing is filled beside the first batch: it has all processors while a loop waits for it. */
  private synchronized void awaitFirst() throws InterruptedException {
    while (claimed > sequence.firstStep() && !begun && goesOn()) {
      wait();
    }
  }

  /** Null if the one that is needed cannot be made. */
  private BatchSlot takeSlot() throws InterruptedException {
    try {
      return ring.take();
    } catch (RuntimeException | Error e) {
      fail(claimed, e);
      return null;
    }
  }

  private void announce() {
    synchronized (claims) {
      if (announced || claimed < sequence.steps()) {
        return;
      }
      announced = true;
    }
    tell(sequence::allClaimed);
  }

  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException | Error e) {
      fail(sequence.steps(), e); // no batch of this epoch is lost by it
    }
  }

  private synchronized boolean goesOn() {
    return !failed() && !closed;
  }

  private void produce(Claim claim) throws InterruptedException {
    boolean handedOn = false;
    try {
      List<PatchRequest> requests = sequence.requests(claim.step());
      if (producers.count() == 1 || claim.step() == sequence.firstStep()) {
        filler.fill(requests, claim.slot()); // nobody waits longer than for the first
      } else {
        filler.fillBesideOthers(requests, claim.slot(), producers.count());
      }
      handedOn = handOn(new FilledBatch(claim.step(), requests, claim.slot()));
      if (handedOn && claim.step() == nearEnd) {
        tell(sequence::nearEnd); // with no batch in hand, which the loop would wait for
      }
    } catch (RuntimeException | Error e) {
      fail(claim.step(), e);
    } finally {
      if (!handedOn) {
        ring.release(claim.slot());
      }
    }
  }

  private synchronized boolean handOn(FilledBatch batch) {
    if (closed) {
      return false;
    }
    ready.put(batch.step(), batch);
    begun = true;
    runsShort = false;
    notifyAll();
    return true;
  }

  /** The consumer is told at that step, after the batches before it. */
  private synchronized void fail(int step, Throwable cause) {
    if (step < failedStep) {
      failedStep = step;
      failure = cause;
    }
    notifyAll();
  }

  /** Stops filling and returns all slots except those in the consumer's hands. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    producers.stop();
    synchronized (this) {
      ready.values().forEach(this::release);
      ready.clear();
    }
    ring.hurry();
  }
}
