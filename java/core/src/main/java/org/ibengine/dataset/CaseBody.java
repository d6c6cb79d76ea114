package org.ibengine.dataset;

import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.BodyCounts;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.CaseIndex;
import org.ibengine.place.WindowGrid;
import org.ibengine.place.WindowRules;
import org.ibengine.plan.Negatives;
import org.ibengine.text.Text;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Leaves windows of air out of one case, and counts them. Not thread-safe. */
final class CaseBody {

  private final CaseIndex item;
  private final double share;
  private final Optional<BodyCounts> counts; // empty: every window will do
  private final boolean unknown;
  private long leftOut;

  private CaseBody(CaseIndex item, double share, boolean unknown) {
    this.item = item;
    this.share = share;
    this.unknown = unknown;
    this.counts = share == 0 ? Optional.empty() : item.body().map(BodyEstimate::counts);
  }

  /**
   * By the least share of body that is wanted.
   *
   * @throws DatasetMismatchException if one was asked for, and the case has no estimate
   */
  static CaseBody of(CaseIndex item, Negatives wanted) {
    double share = wanted.leastBody();
    boolean unknown = share > 0 && item.body().isEmpty();
    if (unknown && wanted.minBody().isPresent()) {
      throw new DatasetMismatchException(
          Text.format(
              "background of which at least %s is body needs an estimate of it, but case %s has none; run ib prepare with --force, or use --min-body 0",
              share, item.name()));
    }
    return new CaseBody(item, share, unknown);
  }

  /** Whether a window holds enough body; one that does not is counted as left out. */
  boolean keeps(Index3 corner, Size3 patch) {
    boolean kept =
        counts.isEmpty() || counts.get().voxels(corner, patch) >= grid(patch).atLeast(share);
    leftOut += kept ? 0 : 1;
    return kept;
  }

  private WindowGrid grid(Size3 patch) {
    return new WindowGrid(item.geometry().size(), item.geometry().spacing(), patch);
  }

  /** Those that hold enough body, in their order; the same list where all do. */
  List<Index3> among(List<Index3> windows, Size3 patch) {
    if (counts.isEmpty()) {
      return windows;
    }
    List<Index3> kept = windows.stream().filter(corner -> keeps(corner, patch)).toList();
    return kept.size() == windows.size() ? windows : kept;
  }

  /** The same as a rule for many windows; empty where none is looked at. */
  Optional<WindowRules.Body> rule(Size3 patch) {
    return counts.map(
        of ->
            new WindowRules.Body(
                (y, z, row) -> of.row(y, z, patch, row), share, more -> leftOut += more));
  }

  /** What was left out so far. */
  BackgroundCheck check() {
    return new BackgroundCheck(leftOut, unknown ? 1 : 0, FalseAlarmCounts.NONE);
  }
}
