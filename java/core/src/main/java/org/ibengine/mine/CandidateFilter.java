package org.ibengine.mine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.centre.CentreSearch;
import org.ibengine.centre.Findings;
import org.ibengine.mine.CandidateCounts.Reason;
import org.ibengine.volume.Index3;
import org.ibengine.volume.VoxelBits;

/** Keeps the candidates of a scan that are legal, and says why others are not. */
final class CandidateFilter {
  private final ScanGrid grid;
  private final CentreSearch search;
  private final Findings findings;

  CandidateFilter(ScanGrid grid, CentreSearch search, Findings findings) {
    this.grid = grid;
    this.search = search;
    this.findings = findings;
  }

  /** The candidates that are left, and the number of the others. */
  record Kept(VoxelBits centres, CandidateCounts counts) {}

  /**
   * @param legal centres by all rules
   */
  Kept keep(List<PointsFile.Point> candidates, VoxelBits legal) {
    VoxelBits kept = VoxelBits.none(legal.size());
    Map<Reason, Long> dropped = new EnumMap<>(Reason.class);
    for (PointsFile.Point candidate : candidates) {
      Index3 centre = rounded(grid.toGrid(candidate.world()));
      reason(candidate, centre, legal, kept)
          .ifPresentOrElse(
              reason -> dropped.merge(reason, 1L, Long::sum),
              () -> kept.set(centre.x(), centre.y(), centre.z()));
    }
    return new Kept(kept, new CandidateCounts(candidates.size(), dropped));
  }

  /** Half to even. */
  private static Index3 rounded(double[] at) {
    return new Index3((int) Math.rint(at[0]), (int) Math.rint(at[1]), (int) Math.rint(at[2]));
  }

  private Optional<Reason> reason(
      PointsFile.Point candidate, Index3 centre, VoxelBits legal, VoxelBits kept) {
    if (candidate.value() != 0) {
      return Optional.of(Reason.CLASS);
    }
    if (!legal.holds(centre)) {
      return Optional.of(broken(centre));
    }
    return kept.holds(centre) ? Optional.of(Reason.DUPLICATE) : Optional.empty();
  }

  private Reason broken(Index3 centre) {
    if (!isInside(centre)) {
      return Reason.INSIDE;
    }
    if (!(findings.centreDistance(centre) + Findings.SLACK >= search.minCentreMm())) {
      return Reason.CENTRE;
    }
    if (!(findings.surfaceDistance(centre) + Findings.SLACK >= search.minSurfaceMm())) {
      return Reason.SURFACE;
    }
    boolean free = findings.boxGap(centre, search.window()) + Findings.SLACK >= search.guardMm();
    return free ? Reason.LUNG : Reason.BOX;
  }

  private boolean isInside(Index3 centre) {
    boolean inside = true;
    for (int axis = 0; axis < 3; axis++) {
      long begin = (long) centre.get(axis) - search.window().get(axis) / 2;
      inside &= begin >= 0 && begin + search.window().get(axis) <= grid.size().get(axis);
    }
    return inside;
  }
}
