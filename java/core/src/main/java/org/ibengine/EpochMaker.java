package org.ibengine;

import java.util.List;
import org.ibengine.options.Delivery;
import org.ibengine.pipeline.BatchFiller;
import org.ibengine.pipeline.BatchShape;
import org.ibengine.pipeline.EpochRun;
import org.ibengine.pipeline.TransformingFiller;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.NegativeWords;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.PatchSeeds;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.Planner;
import org.ibengine.plan.WindowPlan;
import org.ibengine.text.Text;

/**
 * Plans the epochs of one pool and begins them, on one ring of batch memory. Thread-safe; knows
 * nothing of which epoch is open or comes next.
 */
final class EpochMaker {
  private final EngineNode node;
  private final EngineOptions options;
  private final PatchPool pool;
  private final BatchRing ring;
  private final Delivery delivery;
  private final PlanOptions planOptions;
  private final String fingerprint;
  private final EpochItems items;

  /**
   * @param options of the rank
   * @param ring memory of batches, which stays its owner's
   */
  EpochMaker(EngineNode node, EngineOptions options, PatchPool pool, BatchRing ring) {
    this.node = node;
    this.options = options;
    this.pool = pool;
    this.ring = ring;
    this.delivery = options.delivery();
    this.planOptions =
        options
            .sampling()
            .plan(node.dataset().patchSize(), delivery.globalBatch())
            .modalities(node.dataset().modalities().size());
    this.fingerprint =
        Fingerprint.of(
            node.dataset().modalities(),
            pool,
            planOptions,
            options.sampling().folds().split().orElse(null));
    this.items = new EpochItems(node.dataset());
  }

  PatchPool pool() {
    return pool;
  }

  String fingerprint() {
    return fingerprint;
  }

  int slots() {
    return ring.slots();
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
    return new Planner(pool, planOptions, NegativeWords.rules(options.sampling().negatives()));
  }

  /**
   * The plan of an epoch, and what this rank needs of it from the token on.
   *
   * @throws IllegalArgumentException if there is no positive or no negative patch to plan with, or
   *     the plan does not have its first step
   */
  PlannedEpoch plan(EpochToken start) {
    EpochPlan plan =
        start.epoch() instanceof EpochId.Windows windows
            ? WindowPlan.of(pool, planOptions, windows)
            : planner().plan(start.epoch());
    if (start.step() < 0 || start.step() > plan.steps()) {
      throw new IllegalArgumentException(
          Text.format(
              "the resume token's step must be in [0, %d], was %d", plan.steps(), start.step()));
    }
    int[] sources =
        plan.sources(start.step(), delivery.rank(), delivery.worldSize()).distinct().toArray();
    return new PlannedEpoch(start, plan, sources);
  }

  /** This rank's requests of a step. */
  List<PatchRequest> share(EpochPlan plan, int step) {
    return plan.batch(step, delivery.rank(), delivery.worldSize());
  }

  /** What is shown from its token on. */
  Ledger ledger(PlannedEpoch planned) {
    EpochToken start = planned.start();
    return new Ledger(
        new LedgerSubject(start.at(0), options, planOptions, planned.plan(), node.dataset()),
        delivery.rank(),
        delivery.worldSize(),
        start.step());
  }

  /**
   * Begins to fill the batches of an epoch, by a run that the caller closes.
   *
   * @param sources as planned; they come in in that order
   */
  void begin(BegunEpoch epoch, int[] sources) {
    for (int source : sources) {
      node.memory().cache().prefetch(source);
    }
    epoch.runs(new EpochRun(filler(epoch.plan().id()), ring.get(), epoch));
  }

  private BatchFiller filler(EpochId epoch) {
    BatchFiller filler = node.memory().filler();
    return options
        .patchTransform()
        .filter(transform -> epoch instanceof EpochId.Training)
        .<BatchFiller>map(
            transform -> new TransformingFiller(filler, shape(), transform, PatchSeeds.of(epoch)))
        .orElse(filler);
  }
}
