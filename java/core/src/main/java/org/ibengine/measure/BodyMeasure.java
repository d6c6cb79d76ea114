package org.ibengine.measure;

import java.util.Arrays;
import java.util.Optional;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.BodyRule;
import org.ibengine.index.ModalityIndex;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/**
 * Estimates where the body of a case is, so that background in mere air can be left out: blocks of
 * about 4 mm whose mean reaches the threshold, of these the largest part that faces connect, and
 * what it encloses in a plane across any axis. On the host, on one thread; the same on every
 * machine.
 */
public final class BodyMeasure {
  /**
   * Scanners pad what they have not measured with values far below those of air, which Otsu's
   * method would take for one class and air with the body for the other.
   */
  private static final double PADDING = -1024;

  /**
   * The hottest organs of a PET scan are a hundred times as bright as the rest of the body, which
   * Otsu's method would then leave with the air. Means above this percentage of all do not count.
   */
  private static final int BRIGHT_PERCENT = 95;

  private BodyMeasure() {}

  /**
   * Reads all voxels; blocks until done.
   *
   * @param volume finite
   * @param geometry its grid
   * @return empty if the rule wants none, or means are beyond float64
   */
  public static Optional<BodyEstimate> of(
      BodyRule rule, ModalityIndex modality, Volume volume, Geometry geometry) {
    if (!rule.isWanted()) {
      return Optional.empty();
    }
    Size3 block = BlockMeans.block(geometry);
    double[] means = BlockMeans.of(volume, block);
    double lowest = rule.kind() == BodyRule.Kind.OTSU ? PADDING : Double.NEGATIVE_INFINITY;
    for (int i = 0; i < means.length; i++) {
      means[i] = Math.max(lowest, modality.slope() * means[i] + modality.intercept());
      if (!Double.isFinite(means[i])) {
        return Optional.empty();
      }
    }
    double threshold =
        rule.kind() == BodyRule.Kind.VALUE ? rule.value() : OtsuThreshold.of(dimmed(means));
    Size3 grid = BodyEstimate.grid(geometry.size(), block);
    BlockMask mask = new BlockMask(grid, means, threshold);
    mask.keepLargestPart();
    mask.fillHoles();
    return Optional.of(
        new BodyEstimate(
            modality.name(), rule.kind(), threshold, geometry.size(), block, runs(grid, mask)));
  }

  private static double[] dimmed(double[] means) {
    double[] sorted = means.clone();
    Arrays.sort(sorted);
    double brightest = sorted[(int) ((sorted.length - 1L) * BRIGHT_PERCENT / 100)];
    return Arrays.stream(means).map(mean -> Math.min(mean, brightest)).toArray();
  }

  private static IndexRuns runs(Size3 grid, BlockMask mask) {
    IndexRuns.Builder runs = new IndexRuns.Builder(grid);
    for (int i = 0; i < grid.voxels(); i++) {
      if (mask.holds(i)) {
        runs.add(i, i + 1);
      }
    }
    return runs.build();
  }
}
