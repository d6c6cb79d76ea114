package org.ibengine.measure;

import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.BodyRule;
import org.ibengine.index.ModalityIndex;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/**
 * Estimates where the body of a case is, so that background in mere air can be left out: blocks of
 * about 4 mm whose centre reaches the threshold, of these the largest part that faces connect, and
 * what it encloses in a plane across any axis. The same on every backend and every machine.
 */
public final class BodyMeasure {
  /**
   * Scanners pad what they have not measured with values far below those of air, which Otsu's
   * method would take for one class and air with the body for the other.
   */
  private static final double PADDING = -1024;

  private final Backend backend;

  /**
   * @param backend must outlive it; remains the caller's
   */
  public BodyMeasure(Backend backend) {
    this.backend = backend;
  }

  /**
   * Blocks until done.
   *
   * @param volume finite, in memory of the backend
   * @param geometry its grid
   * @return empty if the rule wants none, or values are beyond float32
   */
  public Optional<BodyEstimate> of(
      BodyRule rule, ModalityIndex modality, Volume volume, Geometry geometry) {
    if (!rule.isWanted()) {
      return Optional.empty();
    }
    Size3 block = BlockValues.block(geometry);
    double[] values = BlockValues.of(backend, volume, block);
    double lowest = rule.kind() == BodyRule.Kind.OTSU ? PADDING : Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(lowest, modality.slope() * values[i] + modality.intercept());
      if (!Double.isFinite(values[i])) {
        return Optional.empty();
      }
    }
    double threshold = rule.kind() == BodyRule.Kind.VALUE ? rule.value() : OtsuThreshold.of(values);
    Size3 grid = BodyEstimate.grid(geometry.size(), block);
    BlockMask mask = new BlockMask(grid, values, threshold);
    mask.keepLargestPart();
    mask.fillHoles();
    return Optional.of(
        new BodyEstimate(
            modality.name(), rule.kind(), threshold, geometry.size(), block, runs(grid, mask)));
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
