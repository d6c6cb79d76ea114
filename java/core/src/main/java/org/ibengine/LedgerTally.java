package org.ibengine;

import java.util.BitSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.plan.EpochPlan;

/**
 * One pass over a plan: what of it some ranks have been given, and what all have. Instances are
 * counted in the order of the pool.
 */
final class LedgerTally {
  /**
   * How far the ranks are.
   *
   * @param steps batches delivered, of the ranks that are known; at least one
   */
  record Progress(int worldSize, SortedMap<Integer, Integer> steps) {
    /** Where a rank is that is not known: with the slowest that is. */
    private int others() {
      return steps.values().stream().mapToInt(Integer::intValue).min().getAsInt();
    }
  }

  final int[] planned;
  final int[] delivered; // on the known ranks
  final BitSet seen = new BitSet(); // on all ranks, filler included
  final BitSet seenHere = new BitSet(); // on the known ranks, filler included
  final Map<String, Ledger.Count> negatives = new TreeMap<>();
  final int[] strataPlanned; // by position in the plan
  final int[] strataDelivered;
  Ledger.Count filler = new Ledger.Count(0, 0);

  private final EpochPlan plan;

  LedgerTally(EpochPlan plan, Progress progress) {
    this.plan = plan;
    int sites = plan.pool().positives().size();
    planned = new int[sites];
    delivered = new int[sites];
    strataPlanned = new int[plan.strata().size()];
    strataDelivered = new int[strataPlanned.length];
    int share = plan.globalBatch() / progress.worldSize();
    int others = progress.others();
    for (int step = 0; step < plan.steps(); step++) {
      for (int i = 0; i < plan.globalBatch(); i++) {
        Integer known = progress.steps().get(i / share);
        boolean here = known != null && step < known;
        add(step * plan.globalBatch() + i, here, step < (known == null ? others : known));
      }
    }
  }

  private void add(int ordinal, boolean here, boolean anywhere) {
    int given = here ? 1 : 0;
    int site = plan.site(ordinal);
    boolean repeated = plan.filler(ordinal);
    if (site < planned.length) {
      seen.set(site, seen.get(site) || anywhere);
      seenHere.set(site, seenHere.get(site) || here);
      planned[site] += repeated ? 0 : 1;
      delivered[site] += repeated ? 0 : given;
    } else if (!repeated) {
      String shown = plan.caseName(ordinal);
      strataPlanned[plan.stratum(ordinal)]++;
      strataDelivered[plan.stratum(ordinal)] += given;
      negatives.merge(shown, new Ledger.Count(1, given), Ledger.Count::plus);
    }
    if (repeated) {
      filler = filler.plus(new Ledger.Count(1, given));
    }
  }
}
