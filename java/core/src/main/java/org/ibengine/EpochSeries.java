package org.ibengine;

import java.util.List;
import org.ibengine.error.Failures;
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
 * epoch has its slot, the next epoch of the same seed is begun, so that its first batches are ready
 * when they are asked for.
 */
final class EpochSeries implements AutoCloseable {
  /** The epoch number that stands for validation. */
  static final int VALIDATION = -1;

  private record Prepared(EpochToken start, EpochPlan plan, EpochRun run, Ledger ledger) {}

  private record Planned(EpochToken start, EpochPlan plan) {}

  private final EngineParts engine;
  private final PatchPool pool;
  private final int slots;
  private final PlanOptions planOptions;
  private final String fingerprint;
  private SlotRing ring; // made when first needed
  private Planned planned; // of the epoch behind the one being filled
  private Prepared ahead;
  private Epoch open;
  private EpochToken opened; // where the open epoch began
  private EpochToken produced; // began an epoch whose batches all had slots before it was open
  private boolean closed;

  EpochSeries(EngineParts engine, PatchPool pool, int slots) {
    this.engine = engine;
    this.pool = pool;
    this.slots = slots;
    this.planOptions = engine.options().plan(engine.dataset().patchSize());
    this.fingerprint =
        Fingerprint.of(
            engine.dataset().modalities(), pool, planOptions, engine.options().folds().lists());
  }

  PatchPool pool() {
    return pool;
  }

  String fingerprint() {
    return fingerprint;
  }

  /**
   * @throws IllegalArgumentException if there is no positive or no negative patch to plan with
   */
  Planner planner() {
    return new Planner(pool, planOptions);
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
    if (ready == null) {
      forgetProduced();
      ready = prepare(start);
    }
    return deliver(ready);
  }

  private synchronized Epoch deliver(Prepared prepared) {
    EpochParts parts =
        new EpochParts(
            prepared.plan(),
            new EpochItems(engine.dataset()),
            engine.memory().shape(),
            prepared.start(),
            prepared.ledger(),
            slots);
    open = new Epoch(parts, prepared.run(), () -> epochClosed(prepared.run()));
    opened = prepared.start();
    if (opened.equals(produced)) {
      prepareNext(opened);
    }
    return open;
  }

  /** This rank's requests of a step. */
  private List<PatchRequest> share(EpochPlan plan, int step) {
    return plan.batch(step, engine.options().rank(), engine.options().worldSize());
  }

  private synchronized void forgetProduced() {
    produced = null;
  }

  /** Behind an epoch that failed nothing is made ahead: whoever repeats it needs the slots. */
  private void epochClosed(EpochRun run) {
    Prepared unwanted = null;
    synchronized (this) {
      open = null;
      opened = null;
      if (run.failed()) {
        unwanted = ahead;
        ahead = null;
      }
    }
    if (unwanted != null) {
      unwanted.run().close();
    }
  }

  private Prepared prepare(EpochToken start) {
    EpochPlan plan = plan(start);
    if (start.step() < 0 || start.step() > plan.steps()) {
      throw new IllegalArgumentException(
          "the resume token's step must be in [0, %d], was %d"
              .formatted(plan.steps(), start.step()));
    }
    prefetch(plan, start.step());
    int planNextAt = Math.max(start.step(), plan.steps() - slots);
    BatchSequence sequence =
        new BatchSequence(
            start.step(),
            plan.steps(),
            step -> {
              if (step == planNextAt) {
                planNext(start);
              }
              return share(plan, step);
            });
    EpochRun run = new EpochRun(engine.memory().pipeline(ring()), sequence, () -> produced(start));
    return new Prepared(start, plan, run, ledger(start, plan));
  }

  private Ledger ledger(EpochToken start, EpochPlan plan) {
    double[] expected = planOptions.balance().exposure(pool.positives(), planOptions.repeats());
    return new Ledger(
        new Ledger.Subject(start.at(0), pool, expected, plan),
        engine.options().rank(),
        engine.options().worldSize(),
        start.step());
  }

  /** While the caller still has batches of this epoch, so that nobody waits for the next plan. */
  private void planNext(EpochToken start) {
    if (start.hasNextEpoch()) {
      EpochToken next = start.nextEpoch();
      EpochPlan plan = plan(next);
      synchronized (this) {
        planned = new Planned(next, plan);
      }
    }
  }

  private EpochPlan plan(EpochToken start) {
    synchronized (this) {
      if (planned != null && planned.start().equals(start)) {
        return planned.plan();
      }
    }
    Planner planner = planner();
    return start.epoch() == VALIDATION
        ? planner.validation()
        : planner.training(start.seed(), start.epoch());
  }

  /** Volumes come in in the order of their first use. */
  private void prefetch(EpochPlan plan, int firstStep) {
    for (int step = firstStep; step < plan.steps(); step++) {
      share(plan, step).forEach(request -> engine.memory().cache().prefetch(request.source()));
    }
  }

  private synchronized SlotRing ring() {
    if (ring == null) {
      ring = engine.memory().ring(slots, engine.options().memory().batches());
    }
    return ring;
  }

  /** Batch slots in somebody's hands: filled, being filled or with the caller. */
  synchronized int slotsTaken() {
    return ring == null ? 0 : ring.taken();
  }

  /**
   * All batches of an epoch have their slots. The next is begun only behind the one that is open:
   * an epoch ahead of it that fits into the ring as a whole must wait for its reader first.
   */
  private synchronized void produced(EpochToken done) {
    if (done.equals(opened)) {
      prepareNext(done);
    } else {
      produced = done;
    }
  }

  private void prepareNext(EpochToken done) {
    produced = null;
    if (!closed && done.hasNextEpoch()) {
      ahead = prepare(done.nextEpoch());
    }
  }

  /** Ends the epochs; nothing is filled from then on. Idempotent. */
  void stop() {
    Epoch last;
    Prepared unused;
    synchronized (this) {
      closed = true;
      last = open;
      unused = ahead;
      ahead = null;
    }
    Failures failures = new Failures();
    if (last != null) {
      failures.collect(last::close);
    }
    if (unused != null) {
      failures.collect(unused.run()::close);
    }
    failures.rethrow();
  }

  /** After {@link #stop}: frees batches. */
  @Override
  public synchronized void close() {
    if (ring != null) {
      ring.close();
    }
  }
}
