package org.ibengine.mine;

import java.util.OptionalDouble;
import org.ibengine.centre.CentreSearch;
import org.ibengine.index.DatasetOptions;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;

/**
 * Where a window may lie.
 *
 * @param patchSize in voxels of 1 mm
 * @param minDistanceMm the least distance of a centre to the centre of a finding
 * @param minSurfaceMm the least distance of a centre to the surface of a finding
 * @param guardMm the least distance of a window to the surface of a finding; empty for what
 *     interpolation smears, the largest spacing of the scan and at least 1
 * @param lung how the surroundings of a centre are tested
 * @param minLungVoxels the least voxels of a component of {@link LungRule#FIELD}
 * @param notebook the rules of the notebook in place of all these but patch size and minDistanceMm
 */
public record MineRules(
    Size3 patchSize,
    double minDistanceMm,
    double minSurfaceMm,
    OptionalDouble guardMm,
    LungRule lung,
    long minLungVoxels,
    boolean notebook) {
  public MineRules {
    DatasetOptions.requireShort(patchSize);
    new CentreSearch(patchSize, minDistanceMm, minSurfaceMm, guardMm.orElse(0)); // refuses
    if (minLungVoxels < 1) {
      throw new IllegalArgumentException(
          "--min-lung-voxels must be at least 1, was " + minLungVoxels);
    }
    boolean cube = patchSize.x() == patchSize.y() && patchSize.y() == patchSize.z();
    if (notebook && !cube) {
      throw new IllegalArgumentException(
          Text.format("--rules notebook has cubes only, --patch-size was %s", patchSize));
    }
  }

  /** The guard of a scan with this spacing. */
  double guardMm(Geometry.Spacing spacing) {
    return guardMm.orElse(Math.max(1, Math.max(spacing.x(), Math.max(spacing.y(), spacing.z()))));
  }
}
