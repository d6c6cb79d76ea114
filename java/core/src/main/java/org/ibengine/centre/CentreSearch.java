package org.ibengine.centre;

import java.util.function.Consumer;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;

/**
 * Finds the legal centres of a scan: rule after rule takes out what it forbids.
 *
 * @param window size of the windows in voxels, so in mm
 * @param minCentreMm the least distance of a centre to the centre of a finding
 * @param minSurfaceMm the least distance of a centre to the surface of a finding
 * @param guardMm the least distance of a window to the surface of a finding
 */
public record CentreSearch(Size3 window, double minCentreMm, double minSurfaceMm, double guardMm) {
  public CentreSearch {
    requireDistance("--min-distance, the distance of centres,", minCentreMm);
    requireDistance("--min-surface, the distance of surfaces,", minSurfaceMm);
    requireDistance("--guard", guardMm);
  }

  private static void requireDistance(String name, double mm) {
    if (!(mm >= 0) || Double.isInfinite(mm)) {
      throw new IllegalArgumentException(
          Text.format("%s must be a number of mm of at least 0, was %s", name, mm));
    }
  }

  /** What is left in the end, and what each rule left. */
  public record Found(VoxelBits centres, RuleCounts left) {}

  /**
   * Applies all rules; the last one where the others leave anything.
   *
   * @param lung takes out what is not surrounded by lung
   */
  public Found find(Size3 volume, Findings findings, Consumer<VoxelBits> lung) {
    VoxelBits centres = CentreRules.inside(volume, window);
    long inside = centres.count();
    CentreRules.keepFromCentres(centres, findings, minCentreMm);
    long centre = centres.count();
    CentreRules.keepFromSurfaces(centres, findings, minSurfaceMm);
    long surface = centres.count();
    CentreRules.keepWindowsFree(centres, findings, window, guardMm);
    long box = centres.count();
    if (box > 0) {
      lung.accept(centres);
    }
    return new Found(centres, new RuleCounts(inside, centre, surface, box, centres.count()));
  }
}
