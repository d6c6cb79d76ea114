package org.ibengine.synth;

import org.ibengine.text.Text;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;

/**
 * What synthetic chest scans look like. The same options and number of a scan give the same voxels
 * everywhere.
 *
 * @param size in voxels; at least {@link #SMALLEST_MM} wide along each axis
 */
public record ChestOptions(Size3 size, Spacing spacing, long seed) {
  /** A chest that is smaller has no room for lungs with nodules. */
  public static final double SMALLEST_MM = 60;

  private static final double WIDEST_MM = 2000;

  public ChestOptions {
    for (int axis = 0; axis < 3; axis++) {
      double mm = size.get(axis) * spacing.get(axis);
      if (!(mm >= SMALLEST_MM && mm <= WIDEST_MM)) {
        throw new IllegalArgumentException(
            Text.format(
                "a chest is from %s to %s mm wide along each axis, was %s voxels of (%s, %s, %s) mm",
                SMALLEST_MM, WIDEST_MM, size, spacing.x(), spacing.y(), spacing.z()));
      }
    }
  }

  /** The extent along an axis, in mm. */
  double extent(int axis) {
    return size.get(axis) * spacing.get(axis);
  }
}
