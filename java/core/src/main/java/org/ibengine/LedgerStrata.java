package org.ibengine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.NegativeSite;
import org.ibengine.plan.Stratum;

/** Counts the background of an epoch by stratum. */
final class LedgerStrata {
  private LedgerStrata() {}

  /** By label, in the order of the pool. */
  static Map<String, StratumCount> of(EpochPlan plan, LedgerTally tally, OpenedDataset dataset) {
    List<Stratum> strata = plan.pool().negatives().all();
    List<List<NegativeSite>> shown = shown(plan, strata.size(), dataset);
    Map<String, StratumCount> counts = new LinkedHashMap<>();
    for (int i = 0; i < strata.size(); i++) {
      WindowMeasures measures = WindowMeasures.of(dataset, shown.get(i));
      long pool = strata.get(i).sites().count();
      counts.put(
          strata.get(i).label(),
          new StratumCount(
              pool,
              tally.strataPlanned[i],
              tally.strataDelivered[i],
              (int) Math.min(pool, tally.strataPlanned[i]), // each once before any twice
              StratumCount.Quantiles.of(measures.distancesMm()),
              StratumCount.Quantiles.of(measures.bodyShares())));
    }
    return counts;
  }

  /** The windows of each stratum that the epoch shows; none where nothing is known of windows. */
  private static List<List<NegativeSite>> shown(EpochPlan plan, int strata, OpenedDataset dataset) {
    List<List<NegativeSite>> shown = new ArrayList<>();
    for (int i = 0; i < strata; i++) {
      shown.add(new ArrayList<>());
    }
    if (dataset.cases().values().stream().allMatch(one -> one.facts().isEmpty())) {
      return shown;
    }
    int positives = plan.pool().positives().size();
    for (int ordinal = 0; ordinal < plan.requests().size(); ordinal++) {
      if (!plan.filler(ordinal) && plan.site(ordinal) >= positives) {
        shown.get(plan.stratum(ordinal)).add(plan.window(ordinal).site());
      }
    }
    return shown;
  }
}
