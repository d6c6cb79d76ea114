package org.ibengine.plan;

import java.util.List;
import java.util.stream.IntStream;

/** Plans epochs that show every window of a pool once, in the order of the pool. */
public final class WindowPlan {
  /** Of all of its patches, see {@link PatchRequest#stratum}. */
  public static final String STRATUM = "window";

  private WindowPlan() {}

  /**
   * What such an epoch shows.
   *
   * @param windows source by source
   */
  public static PatchPool pool(List<NegativeSites.OfSource> windows) {
    return new PatchPool(
        List.of(), new Strata(List.of(new Stratum(STRATUM, 1, new NegativeSites(windows)))));
  }

  /**
   * The plan of {@code id}: patches as they are stored, neither turned nor changed.
   *
   * @param pool as {@link #pool} makes it
   * @throws IllegalArgumentException if the plan is too large for the Java heap
   */
  public static EpochPlan of(PatchPool pool, PlanOptions options, EpochId.Windows id) {
    PlanSize size = PlanSize.ofWindows(pool.negatives().count(), options);
    size.requireFits(Runtime.getRuntime().maxMemory());
    int[] order = IntStream.range(0, Math.toIntExact(size.negatives())).toArray();
    DrawnNegatives all = DrawnNegatives.ofGrid(pool.negatives());
    return new EpochPlan(
        new RequestDraw(pool, options, id, new RequestDraw.Content(order, all)),
        size.steps(options));
  }
}
