package org.ibengine.dataset;

import java.util.List;
import java.util.Optional;
import org.ibengine.index.BodyCounts;
import org.ibengine.index.BodyEstimate;
import org.ibengine.place.NearestForeground;
import org.ibengine.place.WindowGrid;
import org.ibengine.volume.Index3;

/**
 * What can be told of windows of one case without reading it again. Immutable, so thread-safe.
 *
 * @param foreground where distances were asked for
 * @param body where it was estimated
 */
public record WindowFacts(
    WindowGrid grid, Optional<NearestForeground> foreground, Optional<BodyEstimate> body) {
  /**
   * From the centre of each window to the centre of the nearest foreground voxel, in mm; infinite
   * without foreground, NaN if it is not known.
   */
  public double[] distancesMm(List<Index3> corners) {
    return corners.stream()
        .mapToDouble(
            corner -> foreground.map(of -> of.distanceMm(grid.centre(corner))).orElse(Double.NaN))
        .toArray();
  }

  /** Share of the voxels of each window inside the volume that are body; NaN if not known. */
  public double[] bodyShares(List<Index3> corners) {
    Optional<BodyCounts> counts = body.map(BodyEstimate::counts);
    double voxels = grid.voxels();
    return corners.stream()
        .mapToDouble(
            corner -> counts.map(of -> of.voxels(corner, grid.patch()) / voxels).orElse(Double.NaN))
        .toArray();
  }
}
