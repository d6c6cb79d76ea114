package org.ibengine.cli.options;

import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** Three numbers X Y Z after an option that names a size in voxels. */
public final class SizeOption {
  private SizeOption() {}

  /**
   * @param option its name, for the message
   * @param parts x, y and z
   * @throws IllegalArgumentException naming the option if a part is not positive
   */
  public static Size3 checked(String option, int[] parts) {
    if (parts[0] < 1 || parts[1] < 1 || parts[2] < 1) {
      throw new IllegalArgumentException(
          Text.format(
              "%s must be positive in x, y and z, was (%d, %d, %d)",
              option, parts[0], parts[1], parts[2]));
    }
    return new Size3(parts[0], parts[1], parts[2]);
  }
}
