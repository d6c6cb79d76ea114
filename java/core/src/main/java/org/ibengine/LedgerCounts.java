package org.ibengine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.PatchRequest;

/** Foreground voxels of the batches that were handed out, by step and rank. Not thread-safe. */
final class LedgerCounts {
  private final SortedMap<Integer, SortedMap<Integer, int[]>> counts = new TreeMap<>();

  void add(int step, int rank, int[] ofItems) {
    counts.computeIfAbsent(step, none -> new TreeMap<>()).put(rank, ofItems);
  }

  void addAll(LedgerCounts more) {
    more.counts.forEach((step, ranks) -> ranks.forEach((rank, items) -> add(step, rank, items)));
  }

  /** Those of the steps before that one. */
  LedgerCounts before(int step) {
    LedgerCounts before = new LedgerCounts();
    before.counts.putAll(counts.headMap(step));
    return before;
  }

  /** With what the plan says of the patches; filler is left out. */
  ForegroundLog log(EpochPlan plan, int worldSize, long voxels) {
    String epoch = name(plan.id());
    List<ForegroundLog.Entry> entries = new ArrayList<>();
    for (Map.Entry<Integer, SortedMap<Integer, int[]>> step : counts.entrySet()) {
      for (Map.Entry<Integer, int[]> rank : step.getValue().entrySet()) {
        List<PatchRequest> requests = plan.batch(step.getKey(), rank.getKey(), worldSize);
        for (int item = 0; item < requests.size(); item++) {
          PatchRequest shown = requests.get(item);
          if (!shown.filler()) {
            entries.add(
                new ForegroundLog.Entry(
                    epoch,
                    step.getKey(),
                    rank.getKey(),
                    item,
                    shown.caseName(),
                    shown.instanceId(),
                    rank.getValue()[item],
                    voxels));
          }
        }
      }
    }
    return new ForegroundLog(entries);
  }

  private static String name(EpochId id) {
    if (id instanceof EpochId.Training training) {
      return Integer.toString(training.number());
    }
    return id instanceof EpochId.Validation ? "validation" : "windows";
  }
}
