package org.ibengine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.ibengine.pipeline.BatchShape;
import org.ibengine.pipeline.EpochRun;
import org.ibengine.pipeline.FilledBatch;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.PatchRequest;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Size3;

/**
 * One pass over the plan of an epoch, batch by batch; batches are filled ahead while the caller
 * works. Belongs to one thread at a time; {@link #close} may come from another.
 */
public final class Epoch implements Iterable<Batch>, AutoCloseable {
  private final EpochPlan plan;
  private final EpochItems items;
  private final EpochRun run;
  private final BatchShape shape;
  private final EpochToken start;
  private final Ledger ledger;
  private final Runnable onClose;
  private int delivered;
  private Batch current;

  Epoch(EpochParts parts, EpochRun run, Runnable onClose) {
    this.plan = parts.plan();
    this.items = parts.items();
    this.shape = parts.shape();
    this.start = parts.start();
    this.ledger = parts.ledger();
    this.delivered = parts.start().step();
    this.run = run;
    this.onClose = onClose;
  }

  public long seed() {
    return plan.seed();
  }

  /** The number of the epoch, from 0; −1 for validation. */
  public int number() {
    return plan.epoch();
  }

  /** Batches of the whole epoch, the same on every rank. */
  public int steps() {
    return plan.steps();
  }

  /** Every request of the epoch over all ranks, in order. */
  public EpochPlan plan() {
    return plan;
  }

  /** What was planned and what has been handed out so far on this rank. */
  public Ledger ledger() {
    return ledger;
  }

  /** How long the caller has waited for batches so far, in nanoseconds. */
  public long waitedNanos() {
    return run.waitedNanos();
  }

  /**
   * A small JSON text from which {@link IbEngine#resume} goes on with the batch after the last one
   * handed out.
   */
  public String state() {
    return start.at(delivered).toJson();
  }

  public boolean hasNext() {
    return delivered < steps();
  }

  /**
   * The next batch; closes the one before. Blocks until it is filled.
   *
   * @throws java.util.NoSuchElementException after the last
   * @throws IllegalStateException if the epoch is closed, or the thread was interrupted while it
   *     waited; its interrupt flag stays set
   * @throws org.ibengine.error.IbException if a volume could not be read; the epoch is over then,
   *     the engine is not
   */
  public Batch next() {
    closeCurrent();
    FilledBatch filled = run.take();
    List<BatchItem> shown = new ArrayList<>(filled.requests().size());
    for (PatchRequest request : filled.requests()) {
      shown.add(items.item(request));
    }
    ledger.count(filled.requests());
    delivered = filled.step() + 1;
    current =
        new Batch(filled.step(), image(filled), label(filled), shown, () -> run.release(filled));
    return current;
  }

  private Tensor image(FilledBatch filled) {
    Size3 patch = shape.patch();
    return new Tensor(
        shape.type(),
        Device.CPU,
        filled.slot().image(),
        shape.batch(),
        shape.channels(),
        patch.z(),
        patch.y(),
        patch.x());
  }

  private Tensor label(FilledBatch filled) {
    Size3 patch = shape.patch();
    return new Tensor(
        ElementType.UINT8,
        Device.CPU,
        filled.slot().label(),
        shape.batch(),
        1,
        patch.z(),
        patch.y(),
        patch.x());
  }

  /** The rest of the epoch. Every iterator goes on where the epoch stands. */
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

  private void closeCurrent() {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  /** Stops filling ahead and gives all batch memory back. Idempotent. */
  @Override
  public void close() {
    closeCurrent();
    run.close();
    onClose.run();
  }
}
