package org.ibengine.dataset;

import java.util.List;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.MinedWindow;
import org.ibengine.text.Text;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** The windows that {@code ib mine} has found in a case. */
final class MinedWindows {
  private static final double SLACK_MM = 1e-6;

  private MinedWindows() {}

  /**
   * Corners in the order of the draw: those whose gap is at most the ⌈(1 − hardness)·n⌉-th
   * smallest, ties kept; all where the case has no finding.
   *
   * @throws DatasetMismatchException if they are of another size
   */
  static List<Index3> of(CaseIndex item, Size3 patch, double hardness) {
    for (MinedWindow window : item.mined()) {
      if (!window.patchSize().equals(patch)) {
        throw new DatasetMismatchException(
            Text.format(
                "case %s has mined windows of %s voxels, but patches of %s are asked for; use that --patch-size, or run ib mine with --patch-size %d %d %d",
                item.name(), window.patchSize(), patch, patch.x(), patch.y(), patch.z()));
      }
    }
    double[] gaps = item.mined().stream().mapToDouble(MinedWindow::boxGapMm).sorted().toArray();
    if (gaps.length == 0) {
      return List.of();
    }
    int kept = (int) Math.ceil((1 - hardness) * gaps.length);
    double largest = gaps[Math.max(1, kept) - 1] + SLACK_MM;
    return item.mined().stream()
        .filter(window -> window.boxGapMm() <= largest)
        .map(MinedWindow::corner)
        .toList();
  }
}
