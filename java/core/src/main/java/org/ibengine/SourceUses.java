package org.ibengine;

import org.ibengine.dataset.FoldSelection;
import org.ibengine.plan.DrawExposure;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.PlanSize;
import org.ibengine.plan.Stratum;
import org.ibengine.volume.Sums;

/** How many patches of each source an epoch and its validation take. */
final class SourceUses {
  private SourceUses() {}

  /** By source; at least 1 if the source has a site at all. */
  static long[] count(int sources, FoldSelection fold, PlanOptions plan) {
    long[] uses = new long[sources];
    if (plan.draws().replaces()) {
      addDrawn(uses, fold.trainingPool(), plan);
    } else {
      add(uses, fold.trainingPool(), plan, plan.repeats());
    }
    if (fold.validationPool() != null) {
      add(uses, fold.validationPool(), plan, 1);
    }
    return uses;
  }

  private static void addDrawn(long[] uses, PatchPool pool, PlanOptions plan) {
    long requests = Sums.product(plan.draws().steps().orElseThrow(), plan.globalBatch());
    double[] exposure = DrawExposure.ofCases(pool, plan.draws(), requests);
    for (int i = 0; i < exposure.length; i++) {
      uses[pool.cases().get(i).source()] +=
          exposure[i] == 0 ? 0 : Math.max(1, Math.round(exposure[i]));
    }
  }

  private static void add(long[] uses, PatchPool pool, PlanOptions plan, int repeats) {
    PlanSize.of(pool.positives().size(), plan)
        .requireFits(Runtime.getRuntime().maxMemory(), pool.negatives());
    double[] exposure = plan.balance().exposure(pool.positives(), repeats);
    for (int i = 0; i < exposure.length; i++) {
      uses[pool.positives().get(i).source()] += Math.max(1, Math.round(exposure[i]));
    }
    if (plan.negativesPerPositive() == 0) {
      return;
    }
    double negatives = plan.negativesPerPositive() * repeats * exposure.length;
    double[] perSource = new double[uses.length];
    for (Stratum stratum : pool.negatives().all()) {
      double each = stratum.share() * negatives / stratum.sites().count();
      stratum
          .sites()
          .parts()
          .forEach(part -> perSource[part.source()] += each * part.corners().count());
    }
    for (int i = 0; i < uses.length; i++) {
      uses[i] += perSource[i] == 0 ? 0 : Math.max(1, Math.round(perSource[i]));
    }
  }
}
