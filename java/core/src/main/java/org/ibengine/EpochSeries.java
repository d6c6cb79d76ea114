package org.ibengine;

import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.pipeline.BatchSequence;
import org.ibengine.pipeline.EpochRun;
import org.ibengine.pipeline.SlotRing;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.Planner;

/**
 * The epochs of one pool, one at a time, on one ring of batch memory. When the last batch of an
 * epoch is filled, the next epoch of the same seed is begun, so that its first batches are ready
 * when they are asked for.
 */
final class EpochSeries implements AutoCloseable {
  /** The epoch number that stands for validation. */
  static final int VALIDATION = -1;

  private record Prepared(EpochToken start, EpochPlan plan, EpochRun run) {}

  private final Backend backend;
  private final OpenedDataset dataset;
  private final EngineOptions options;
  private final PatchPool pool;
  private final PlanOptions planOptions;
  private final EngineMemory memory;
  private final String fingerprint;
  private SlotRing ring; // made when first needed
  private Prepared ahead;
  private Epoch open;
  private boolean closed;

  EpochSeries(
      Backend backend,
      OpenedDataset dataset,
      EngineOptions options,
      PatchPool pool,
      EngineMemory memory) {
    this.backend = backend;
    this.dataset = dataset;
    this.options = options;
    this.pool = pool;
    this.memory = memory;
    this.planOptions =
        new PlanOptions(
            dataset.patchSize(),
            Math.multiplyExact(options.batchSize(), options.worldSize()),
            options.negativesPerPositive(),
            options.repeats(),
            options.placement(),
            options.augmentation(),
            options.balance(),
            options.evenBatches());
    this.fingerprint = OpenedDataset.fingerprint(dataset.modalities(), pool, planOptions);
  }

  PatchPool pool() {
    return pool;
  }

  String fingerprint() {
    return fingerprint;
  }

  Epoch open(EpochToken start) {
    if (!start.fingerprint().equals(fingerprint)) {
      throw new IllegalArgumentException(
          "the resume token belongs to another dataset or other options; open the engine as it was");
    }
    Prepared ready;
    synchronized (this) {
      if (open != null) {
        throw new IllegalStateException("an epoch is still open; close it before the next");
      }
      ready = ahead;
      ahead = null;
    }
    if (ready != null && !ready.start().equals(start)) {
      ready.run().close();
      ready = null;
    }
    return deliver(ready == null ? prepare(start) : ready);
  }

  private synchronized Epoch deliver(Prepared prepared) {
    EpochPlan plan = prepared.plan();
    double[] expected = options.balance().exposure(pool.positives(), options.repeats());
    Ledger ledger = new Ledger(pool, expected, plan);
    for (int step = 0; step < prepared.start().step(); step++) {
      ledger.count(plan.batch(step, options.rank(), options.worldSize()));
    }
    EpochParts parts =
        new EpochParts(plan, new EpochItems(dataset), memory.shape(), prepared.start(), ledger);
    Epoch epoch = new Epoch(parts, prepared.run(), this::epochClosed);
    open = epoch;
    return epoch;
  }

  private synchronized void epochClosed() {
    open = null;
  }

  private Prepared prepare(EpochToken start) {
    Planner planner = new Planner(pool, planOptions);
    EpochPlan plan =
        start.epoch() == VALIDATION
            ? planner.validation()
            : planner.training(start.seed(), start.epoch());
    if (start.step() < 0 || start.step() > plan.steps()) {
      throw new IllegalArgumentException(
          "the resume token's step must be in [0, %d], was %d"
              .formatted(plan.steps(), start.step()));
    }
    prefetch(plan, start.step());
    BatchSequence sequence =
        new BatchSequence(
            start.step(),
            plan.steps(),
            step -> plan.batch(step, options.rank(), options.worldSize()));
    EpochRun run =
        new EpochRun(
            backend, memory.cache(), ring(), memory.shape(), sequence, () -> prepareNext(start));
    return new Prepared(start, plan, run);
  }

  /** Volumes come in in the order of their first use. */
  private void prefetch(EpochPlan plan, int firstStep) {
    for (int step = firstStep; step < plan.steps(); step++) {
      List<PatchRequest> batch = plan.batch(step, options.rank(), options.worldSize());
      batch.forEach(request -> memory.cache().prefetch(request.source()));
    }
  }

  private synchronized SlotRing ring() {
    if (ring == null) {
      ring = new SlotRing(backend, memory.shape(), options.prefetch());
    }
    return ring;
  }

  private synchronized void prepareNext(EpochToken done) {
    if (!closed && done.epoch() != VALIDATION && done.epoch() < Integer.MAX_VALUE) {
      ahead = prepare(new EpochToken(fingerprint, done.seed(), done.epoch() + 1, 0));
    }
  }

  @Override
  public void close() {
    Epoch last;
    Prepared unused;
    synchronized (this) {
      closed = true;
      last = open;
      unused = ahead;
      ahead = null;
    }
    if (last != null) {
      last.close();
    }
    if (unused != null) {
      unused.run().close();
    }
    synchronized (this) {
      if (ring != null) {
        ring.close();
      }
    }
  }
}
