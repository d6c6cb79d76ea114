package org.ibengine.centre;

import java.util.List;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;

/** How far the findings of a scan are from a window; infinitely far where there are none. */
public record Findings(List<Finding> all) {
  /** In mm; every comparison of distances allows this much. */
  public static final double SLACK = 1e-6;

  public Findings {
    all = List.copyOf(all);
  }

  /** How many have their centre outside of the volume. */
  public int outside(Size3 volume) {
    return (int) all.stream().filter(finding -> isOutside(finding, volume)).count();
  }

  /** How many of the others hold no centre of a voxel. */
  public int tiny(Size3 volume) {
    return (int)
        all.stream()
            .filter(finding -> !isOutside(finding, volume) && !holdsVoxel(finding, volume))
            .count();
  }

  /** If any, the nearest voxel. */
  private static boolean holdsVoxel(Finding finding, Size3 volume) {
    int[] nearest = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int last = volume.get(axis) - 1;
      nearest[axis] = Math.max(0, Math.min(last, (int) Math.rint(finding.get(axis))));
    }
    return isIn(finding, nearest[0], nearest[1], nearest[2]);
  }

  private static boolean isOutside(Finding finding, Size3 volume) {
    for (int axis = 0; axis < 3; axis++) {
      double position = finding.get(axis);
      if (!(position >= -0.5 && position <= volume.get(axis) - 0.5)) {
        return true;
      }
    }
    return false;
  }

  /** From a centre to the centre of the nearest finding, in mm. */
  public double centreDistance(Index3 centre) {
    double best = Double.POSITIVE_INFINITY;
    for (Finding finding : all) {
      best = Math.min(best, distance(finding, centre));
    }
    return best;
  }

  /** From a centre to the nearest surface of a finding, in mm; negative inside of it. */
  public double surfaceDistance(Index3 centre) {
    double best = Double.POSITIVE_INFINITY;
    for (Finding finding : all) {
      best = Math.min(best, distance(finding, centre) - finding.radius());
    }
    return best;
  }

  private static double distance(Finding finding, Index3 centre) {
    double x = centre.x() - finding.x();
    double y = centre.y() - finding.y();
    double z = centre.z() - finding.z();
    return Math.sqrt(x * x + y * y + z * z);
  }

  /**
   * From the faces of the window of a centre to the nearest surface of a finding, in mm; negative
   * where a finding reaches into it. The window is solid, from its first voxel − ½ to its last + ½.
   */
  public double boxGap(Index3 centre, Size3 window) {
    double best = Double.POSITIVE_INFINITY;
    for (Finding finding : all) {
      double sum = 0;
      for (int axis = 0; axis < 3; axis++) {
        double outside = outside(centre.get(axis), window.get(axis), finding.get(axis));
        sum += outside * outside;
      }
      best = Math.min(best, Math.sqrt(sum) - finding.radius());
    }
    return best;
  }

  /** How far a position lies outside the window of a centre along one axis; 0 inside. */
  static double outside(int centre, int window, double position) {
    double low = centre - window / 2 - 0.5;
    return Math.max(Math.max(low - position, position - (low + window)), 0.0);
  }

  /** How many voxels of a box have their centre in a finding. */
  public long voxelsIn(Box box) {
    List<Finding> near = all.stream().filter(finding -> reaches(finding, box)).toList();
    long count = 0;
    for (int z = box.begin().z(); z < box.end().z() && !near.isEmpty(); z++) {
      for (int y = box.begin().y(); y < box.end().y(); y++) {
        for (int x = box.begin().x(); x < box.end().x(); x++) {
          count += holds(near, x, y, z) ? 1 : 0;
        }
      }
    }
    return count;
  }

  private static boolean reaches(Finding finding, Box box) {
    boolean reaches = true;
    for (int axis = 0; axis < 3; axis++) {
      double at = finding.get(axis);
      reaches &= at + finding.radius() >= box.begin().get(axis);
      reaches &= at - finding.radius() <= box.end().get(axis) - 1;
    }
    return reaches;
  }

  private static boolean holds(List<Finding> findings, int x, int y, int z) {
    for (Finding finding : findings) {
      if (isIn(finding, x, y, z)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(Finding finding, int x, int y, int z) {
    double dx = x - finding.x();
    double dy = y - finding.y();
    double dz = z - finding.z();
    return dx * dx + dy * dy + dz * dz <= finding.radius() * finding.radius();
  }

  /** The voxels whose centre lies in a finding. */
  public VoxelBits voxels(Size3 size) {
    VoxelBits bits = VoxelBits.none(size);
    for (Finding finding : all) {
      AxisRange zs = AxisRange.around(finding.z(), finding.radius(), size.z());
      AxisRange ys = AxisRange.around(finding.y(), finding.radius(), size.y());
      AxisRange xs = AxisRange.around(finding.x(), finding.radius(), size.x());
      for (int z = zs.begin(); z < zs.end(); z++) {
        for (int y = ys.begin(); y < ys.end(); y++) {
          for (int x = xs.begin(); x < xs.end(); x++) {
            if (isIn(finding, x, y, z)) {
              bits.set(x, y, z);
            }
          }
        }
      }
    }
    return bits;
  }
}
