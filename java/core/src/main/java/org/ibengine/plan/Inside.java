package org.ibengine.plan;

import java.util.Objects;
import java.util.OptionalInt;
import org.ibengine.text.Text;

/**
 * A mask that background windows must lie in.
 *
 * @param mask name of a stored volume of the case, whose voxels above 0 count; or a whole number: a
 *     value of the stored label map
 * @param share of the voxels of the window, clipped to the volume, that the mask must hold; above 0
 *     and at most 1
 */
public record Inside(String mask, double share) {
  private static final String AT_LEAST = ">=";

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Inside {
    Objects.requireNonNull(mask, "name of a mask must not be null");
    if (mask.isBlank() || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          Text.format(
              "a mask for negatives takes a name and a share above 0 and at most 1, was '%s' and %s",
              mask, share));
    }
  }

  /**
   * A text such as {@code liver>=0.5} or {@code 3>=0.1}.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static Inside parse(String text) {
    int at = text.lastIndexOf(AT_LEAST);
    try {
      return new Inside(
          text.substring(0, at).strip(), Double.parseDouble(text.substring(at + 2).strip()));
    } catch (StringIndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "a mask for negatives is NAME>=SHARE or LABEL>=SHARE, such as liver>=0.5, was " + text,
          e);
    }
  }

  /** As {@link #parse} takes it. */
  public String text() {
    return mask + AT_LEAST + share;
  }

  /** The value of the label map; empty if it is the name of a volume. */
  public OptionalInt label() {
    return mask.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(mask)) : OptionalInt.empty();
  }
}
