package org.ibengine;

import java.util.List;
import org.ibengine.error.Failures;
import org.ibengine.options.Delivery;
import org.ibengine.pipeline.BatchFiller;
import org.ibengine.pipeline.BatchShape;
import org.ibengine.pipeline.EpochRun;
import org.ibengine.pipeline.PatchTransform;
import org.ibengine.pipeline.SlotRing;
import org.ibengine.pipeline.TransformingFiller;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.PatchSeeds;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.Planner;
import org.ibengine.text.Text;

/**
 * The epochs of one pool, one at a time, on one ring of batch memory. When the last batch of an
 * epoch has its slot, the next epoch of the same seed is begun, so that its first batches are ready
 * when they are asked for.
 */
final class EpochSeries implements AutoCloseable, EpochAhead.Maker<EpochPlan, BegunEpoch> {
  private final EngineNode node;
  private final EngineOptions options;
  private final PatchPool pool;
  private final int slots;
  private final Delivery delivery;
  private final PlanOptions planOptions;
  private final String fingerprint;
  private final EpochItems items;
  private SlotRing ring; // made when first needed
  private Epoch open; // null: none is
  private EpochAhead<EpochPlan, BegunEpoch> ahead; // of the epoch opened last

  /**
   * @param options of the rank
   * @param slots batches in memory at once
   */
  EpochSeries(EngineNode node, EngineOptions options, PatchPool pool, int slots) {
    this.node = node;
    this.options = options;
    this.pool = pool;
    this.slots = slots;
    this.delivery = options.delivery();
    this.planOptions = options.sampling().plan(node.dataset().patchSize(), delivery.globalBatch());
    this.fingerprint =
        Fingerprint.of(
            node.dataset().modalities(),
            pool,
            planOptions,
            options.sampling().folds().split().orElse(null));
    this.items = new EpochItems(node.dataset());
    this.ahead = new EpochAhead<>(this, null);
  }

  PatchPool pool() {
    return pool;
  }

  String fingerprint() {
    return fingerprint;
  }

  int slots() {
    return slots;
  }

  EngineOptions options() {
    return options;
  }

  EpochItems items() {
    return items;
  }

  BatchShape shape() {
    return node.memory().shape();
  }

  /**
   * @throws IllegalArgumentException if there is no positive or no negative patch to plan with
   */
  Planner planner() {
    return new Planner(pool, planOptions);
  }

  /**
   * For one thread at a time.
   *
   * @param start of this series' fingerprint
   */
  Epoch open(EpochToken start) {
    EpochAhead<EpochPlan, BegunEpoch> before;
    synchronized (this) {
      if (open != null) {
        throw new IllegalStateException("an epoch is still open; close it before the next");
      }
      before = ahead;
    }
    BegunEpoch ready = before.take(start);
    return deliver(ready == null ? begin(start, plan(start)) : ready);
  }

  /**
   * The next epoch is begun only after the one that is open: an epoch ahead that fits into the ring
   * as a whole must wait for its reader first.
   */
  private Epoch deliver(BegunEpoch begun) {
    Epoch delivered = new Epoch(this, begun);
    EpochAhead<EpochPlan, BegunEpoch> next = new EpochAhead<>(this, begun.start().next());
    boolean claimed;
    synchronized (this) {
      open = delivered;
      ahead = next;
      claimed = begun.isClaimed();
    }
    if (claimed) {
      try {
        next.fill();
      } catch (RuntimeException | Error e) {
        throw Failures.after(e, delivered::close);
      }
    }
    return delivered;
  }

  /** This rank's requests of a step. */
  List<PatchRequest> share(EpochPlan plan, int step) {
    return plan.batch(step, delivery.rank(), delivery.worldSize());
  }

  /** While the caller still has batches of this epoch, so that nobody waits for the next plan. */
  void nearEnd(BegunEpoch epoch) {
    after(epoch).plan();
  }

  void allClaimed(BegunEpoch epoch) {
    synchronized (this) {
      epoch.setClaimed();
    }
    after(epoch).fill();
  }

  /** What is ahead of an epoch; nothing unless it is the open one. */
  private synchronized EpochAhead<EpochPlan, BegunEpoch> after(BegunEpoch epoch) {
    return open != null && open.begun() == epoch ? ahead : new EpochAhead<>(this, null);
  }

  /** After an epoch that failed nothing is made ahead: whoever repeats it needs the slots. */
  void closed(BegunEpoch epoch) {
    EpochAhead<EpochPlan, BegunEpoch> next;
    synchronized (this) {
      open = null;
      next = ahead;
    }
    if (epoch.run().failed()) {
      next.drop();
    }
  }

  @Override
  public EpochPlan plan(EpochToken start) {
    return planner().plan(start.epoch());
  }

  @Override
  public BegunEpoch begin(EpochToken start, EpochPlan plan) {
    if (start.step() < 0 || start.step() > plan.steps()) {
      throw new IllegalArgumentException(
          Text.format(
              "the resume token's step must be in [0, %d], was %d", plan.steps(), start.step()));
    }
    prefetch(plan, start.step());
    BegunEpoch epoch = new BegunEpoch(this, start, plan, ledger(start, plan));
    epoch.runs(new EpochRun(filler(start.epoch()), ring(), epoch));
    return epoch;
  }

  private BatchFiller filler(EpochId epoch) {
    BatchFiller filler = node.memory().filler();
    return options
        .patchTransform()
        .filter(transform -> epoch instanceof EpochId.Training)
        .map(change -> transforming(filler, change, epoch))
        .orElse(filler);
  }

  private BatchFiller transforming(BatchFiller filler, PatchTransform transform, EpochId epoch) {
    return new TransformingFiller(filler, shape(), transform, PatchSeeds.of(epoch));
  }

  @Override
  public void end(BegunEpoch epoch) {
    epoch.run().close();
  }

  private Ledger ledger(EpochToken start, EpochPlan plan) {
    return new Ledger(
        new Ledger.Subject(start.at(0), options, planOptions, plan),
        delivery.rank(),
        delivery.worldSize(),
        start.step());
  }

  /** Volumes come in in the order of their first use. */
  private void prefetch(EpochPlan plan, int firstStep) {
    plan.sources(firstStep, delivery.rank(), delivery.worldSize())
        .forEach(node.memory().cache()::prefetch);
  }

  private synchronized SlotRing ring() {
    if (ring == null) {
      ring = node.memory().ring(slots, options.batchMemory());
    }
    return ring;
  }

  /** Batch slots in somebody's hands: filled, being filled or with the caller. */
  synchronized int slotsTaken() {
    return ring == null ? 0 : ring.taken();
  }

  /** Ends the epochs; nothing is filled from then on, and none may be opened. Idempotent. */
  void stop() {
    Epoch last;
    EpochAhead<EpochPlan, BegunEpoch> next;
    synchronized (this) {
      last = open;
      next = ahead;
    }
    Failures failures = new Failures();
    if (last != null) {
      failures.collect(last::close);
    }
    failures.collect(next::drop);
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
