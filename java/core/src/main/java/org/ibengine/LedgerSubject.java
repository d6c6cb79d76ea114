package org.ibengine;

import java.util.List;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.plan.DrawExposure;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.PositiveSite;
import org.ibengine.plan.SiteWeights;

/**
 * What is counted, equal on all ranks.
 *
 * @param of where the epoch begins
 * @param made with which options; of merged ledgers, those of the first one's rank
 */
record LedgerSubject(
    EpochToken of, EngineOptions made, PlanOptions options, EpochPlan plan, OpenedDataset dataset) {
  List<PositiveSite> sites() {
    return plan.pool().positives();
  }

  SiteWeights weights() {
    return plan.id() instanceof EpochId.Training training ? training.weights() : SiteWeights.NONE;
  }

  /** Of each of the sites. */
  double[] expected() {
    return plan.id() instanceof EpochId.Training && options.draws().replaces()
        ? DrawExposure.ofPositives(plan.pool(), options.draws(), plan.requests().size())
        : weights().exposure(options.balance(), sites(), options.repeats());
  }
}
