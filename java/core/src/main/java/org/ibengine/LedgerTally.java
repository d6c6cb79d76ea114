package org.ibengine;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.PositiveSite;

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

  private record Key(String caseName, int instanceId) {}

  final int[] planned;
  final int[] delivered; // on the known ranks
  final BitSet seen = new BitSet(); // on all ranks, filler included
  final BitSet seenHere = new BitSet(); // on the known ranks, filler included
  final Map<String, Ledger.Count> negatives = new TreeMap<>();
  Ledger.Count filler = new Ledger.Count(0, 0);

  private final Map<Key, Integer> siteOf = new HashMap<>();

  LedgerTally(List<PositiveSite> sites, EpochPlan plan, Progress progress) {
    planned = new int[sites.size()];
    delivered = new int[sites.size()];
    for (PositiveSite site : sites) {
      siteOf.put(new Key(site.caseName(), site.instance().id()), siteOf.size());
    }
    int share = plan.globalBatch() / progress.worldSize();
    int others = progress.others();
    for (PatchRequest request : plan.requests()) {
      int step = request.ordinal() / plan.globalBatch();
      Integer known = progress.steps().get(request.ordinal() % plan.globalBatch() / share);
      add(request, known != null && step < known, step < (known == null ? others : known));
    }
  }

  private void add(PatchRequest request, boolean here, boolean anywhere) {
    int given = here ? 1 : 0;
    if (request.positive()) {
      int site = siteOf.get(new Key(request.caseName(), request.instanceId()));
      seen.set(site, seen.get(site) || anywhere);
      seenHere.set(site, seenHere.get(site) || here);
      planned[site] += request.filler() ? 0 : 1;
      delivered[site] += request.filler() ? 0 : given;
    } else if (!request.filler()) {
      negatives.merge(request.caseName(), new Ledger.Count(1, given), Ledger.Count::plus);
    }
    if (request.filler()) {
      filler = filler.plus(new Ledger.Count(1, given));
    }
  }
}
