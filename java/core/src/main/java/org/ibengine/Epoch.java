package org.ibengine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.pipeline.EpochRun;
import org.ibengine.pipeline.FilledBatch;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.PatchRequest;
import org.ibengine.text.Text;

/**
 * One pass over the plan of an epoch, batch by batch; batches are filled ahead while the caller
 * works. One thread at a time takes batches: another thread may continue where one has stopped, but
 * two that ask at the same time are refused. Any thread may call {@link #close}, {@link #state} and
 * {@link #ledger}.
 */
public final class Epoch implements Iterable<Batch>, AutoCloseable {
  private final EpochSeries series;
  private final BegunEpoch begun;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicReference<Thread> asking = new AtomicReference<>(); // in next()
  private volatile int delivered;
  private Batch current; // the last one handed out, until it is known to be closed
  private Thread holder; // who took it

  Epoch(EpochSeries series, BegunEpoch begun) {
    this.series = series;
    this.begun = begun;
    this.delivered = begun.firstStep();
  }

  BegunEpoch begun() {
    return begun;
  }

  /** Which epoch it is. */
  public EpochId id() {
    return begun.plan().id();
  }

  /** Number of batches in the whole epoch, the same on every rank. */
  public int steps() {
    return begun.steps();
  }

  /** How many of its batches can be in memory at once, including those that are kept. */
  public int slots() {
    return series.maker().slots();
  }

  /** Every request of the epoch over all ranks, in order. */
  public EpochPlan plan() {
    return begun.plan();
  }

  /** What the corners of the plan's requests refer to: whole volumes, or stored patches. */
  public VoxelSpace planSpace() {
    return series.maker().items().dataset().sourceSpace();
  }

  /** What a request of the plan shows, as in {@link Batch#items}. */
  public BatchItem item(PatchRequest request) {
    return series.maker().items().item(request);
  }

  /** What is known of the windows of background requests of the plan, in their order. */
  public WindowMeasures measures(List<PatchRequest> requests) {
    return WindowMeasures.of(
        series.maker().items().dataset(),
        requests.stream().map(request -> plan().window(request.ordinal()).site()).toList());
  }

  /**
   * What was planned, and what has been handed out so far: on this rank and, by the plan, on all
   * ranks.
   */
  public Ledger ledger() {
    return begun.ledger();
  }

  /** How long the caller has waited for batches so far, in nanoseconds. */
  public long waitedNanos() {
    return begun.run().waitedNanos();
  }

  /**
   * A JSON text from which {@link IbEngine#resume} continues with the batch after the last one
   * handed out: the {@link #token}, and the options, for people who read it later.
   */
  public String state() {
    return EpochState.of(begun.start().at(delivered), series.maker().options()).toJson();
  }

  /**
   * As {@link #state}, but without the options: about 100 bytes, small enough to accompany every
   * batch.
   */
  public String token() {
    return begun.start().at(delivered).toJson();
  }

  /** True until the last batch was handed out, even if the epoch was closed before. */
  public boolean hasNext() {
    return delivered < steps();
  }

  /**
   * The next batch; closes the previous one, unless it is kept. Blocks until it is filled or, on a
   * device, until its filling is queued, see {@link Batch#ready}.
   *
   * @throws java.util.NoSuchElementException after the last
   * @throws IllegalStateException if another thread is asking for a batch at this moment, the epoch
   *     is closed, or the thread was interrupted while it waited; its interrupt flag stays set
   * @throws org.ibengine.error.IbException if a volume could not be read or a device failed; then
   *     the epoch is over, but the engine is not
   */
  public Batch next() {
    Thread other = asking.compareAndExchange(null, Thread.currentThread());
    if (other != null) {
      throw new IllegalStateException(
          Text.format(
              "an epoch gives its batches to one thread at a time, %s asked for one while %s did; take them on one thread and hand them on (Batch.keep), or give each reader a rank of its own (IbEngine.forRank)",
              Thread.currentThread().getName(), other.getName()));
    }
    try {
      return take();
    } finally {
      asking.set(null);
    }
  }

  private Batch take() {
    closeCurrent();
    EpochRun run = begun.run();
    FilledBatch filled = run.take();
    List<BatchItem> shown = new ArrayList<>(filled.requests().size());
    for (PatchRequest request : filled.requests()) {
      shown.add(series.maker().items().item(request));
    }
    Batch batch = new Batch(filled, series.maker().shape(), shown, () -> run.release(filled));
    hold(batch);
    delivered = filled.step() + 1;
    begun.ledger().advance(delivered);
    if (batch.hasForeground()) {
      begun.ledger().count(filled.step(), batch.foreground());
    }
    return batch;
  }

  private synchronized void hold(Batch batch) {
    current = batch;
    holder = Thread.currentThread();
  }

  /** The rest of the epoch. Every iterator continues where the epoch stands. */
  @Override
  public Iterator<Batch> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return Epoch.this.hasNext();
      }

      @Override
      public Batch next() {
        return Epoch.this.next();
      }
    };
  }

  private synchronized void closeCurrent() {
    if (current != null) {
      if (!current.kept()) {
        current.close();
      }
      current = null;
      holder = null;
    }
  }

  /**
   * Stops filling ahead and returns batch memory. A batch that another thread took stays valid
   * until that thread closes it, asks for the next one or closes the epoch, too. Waits for a read
   * in progress, of at most one source. Idempotent.
   */
  @Override
  public void close() {
    begun.run().close();
    synchronized (this) {
      if (holder == Thread.currentThread() || holder != null && !holder.isAlive()) {
        closeCurrent();
      }
    }
    if (closed.compareAndSet(false, true)) {
      series.closed(begun);
    }
  }
}
