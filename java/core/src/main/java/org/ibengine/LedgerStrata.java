package org.ibengine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.plan.DrawnWindow;
import org.ibengine.plan.EpochPlan;

/** Counts the background of an epoch by stratum. */
final class LedgerStrata {
  private LedgerStrata() {}

  /** By label, in the order of the plan. */
  static Map<String, StratumCount> of(EpochPlan plan, LedgerTally tally, OpenedDataset dataset) {
    List<String> strata = plan.strata();
    List<List<DrawnWindow>> shown = shown(plan, strata.size(), dataset);
    Map<String, StratumCount> counts = new LinkedHashMap<>();
    for (int i = 0; i < strata.size(); i++) {
      WindowMeasures measures =
          WindowMeasures.of(dataset, shown.get(i).stream().map(DrawnWindow::site).toList());
      counts.put(
          strata.get(i),
          new StratumCount(
              plan.windows(i),
              tally.strataPlanned[i],
              tally.strataDelivered[i],
              distinct(plan, i, tally, shown.get(i)),
              StratumCount.Quantiles.of(measures.distancesMm()),
              StratumCount.Quantiles.of(measures.bodyShares())));
    }
    return counts;
  }

  private static int distinct(
      EpochPlan plan, int stratum, LedgerTally tally, List<DrawnWindow> shown) {
    return plan.replaces()
        ? (int) shown.stream().mapToLong(DrawnWindow::rank).distinct().count()
        : (int) Math.min(plan.windows(stratum), tally.strataPlanned[stratum]); // once before twice
  }

  /** The windows of each stratum that the epoch shows; none where nothing is known of windows. */
  private static List<List<DrawnWindow>> shown(EpochPlan plan, int strata, OpenedDataset dataset) {
    List<List<DrawnWindow>> shown = new ArrayList<>();
    for (int i = 0; i < strata; i++) {
      shown.add(new ArrayList<>());
    }
    if (dataset.cases().values().stream().allMatch(one -> one.facts().isEmpty())) {
      return shown;
    }
    int positives = plan.pool().positives().size();
    for (int ordinal = 0; ordinal < plan.requests().size(); ordinal++) {
      if (!plan.filler(ordinal) && plan.site(ordinal) >= positives) {
        shown.get(plan.stratum(ordinal)).add(plan.window(ordinal));
      }
    }
    return shown;
  }
}
