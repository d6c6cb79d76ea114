package org.ibengine.ratio;

import org.ibengine.text.Text;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;

/**
 * How large a patch is to be along x, y and z: in voxels, the same in every case, or in mm.
 *
 * @param inMm whether the lengths are mm
 */
public record PatchExtent(double x, double y, double z, boolean inMm) {
  private static final int LONGEST = Short.MAX_VALUE; // voxels of a patch, as an engine takes them

  /**
   * @throws IllegalArgumentException if a length is not positive
   */
  public PatchExtent {
    if (!(x > 0 && y > 0 && z > 0)) {
      throw new IllegalArgumentException(
          Text.format("a patch must be longer than 0 in x, y and z, was (%s, %s, %s)", x, y, z));
    }
  }

  /** In voxels. */
  public static PatchExtent ofVoxels(Size3 size) {
    return new PatchExtent(size.x(), size.y(), size.z(), false);
  }

  /**
   * In voxels of a case: lengths in mm are divided by its spacing and rounded to the nearest whole
   * number, halves up, but to 1 at least.
   *
   * @throws IllegalArgumentException if that is more than 32767
   */
  public Size3 voxels(Spacing spacing) {
    return inMm
        ? new Size3(along(x, spacing.x()), along(y, spacing.y()), along(z, spacing.z()))
        : new Size3(along(x, 1), along(y, 1), along(z, 1));
  }

  private static int along(double length, double spacing) {
    long voxels = Math.max(1, Math.round(length / spacing));
    if (voxels > LONGEST) {
      throw new IllegalArgumentException(
          Text.format("a patch is at most %d voxels long, was to be %d", LONGEST, voxels));
    }
    return (int) voxels;
  }

  /** Such as {@code 64,64,40}, with {@code mm} after it if they are. */
  public String text() {
    return Text.format("%s,%s,%s%s", number(x), number(y), number(z), inMm ? " mm" : "");
  }

  private static String number(double value) {
    return value == Math.rint(value) && value < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
