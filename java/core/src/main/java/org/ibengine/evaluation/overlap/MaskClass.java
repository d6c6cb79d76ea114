package org.ibengine.evaluation.overlap;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;
import org.ibengine.text.Text;

/**
 * A class of voxels, by the values that label maps have for it.
 *
 * @param name for people and files
 * @param values from 1 to 255; not to be changed
 */
public record MaskClass(String name, BitSet values) {
  /** The largest value that a label map of one byte per voxel holds. */
  public static final int LARGEST = 255;

  /** Every value above 0, by the name {@code foreground}. */
  public static final MaskClass FOREGROUND = new MaskClass("foreground", above());

  private static BitSet above() {
    BitSet values = new BitSet();
    values.set(1, LARGEST + 1);
    return values;
  }

  /**
   * One value, named by it.
   *
   * @throws IllegalArgumentException unless it is from 1 to 255
   */
  public static MaskClass ofValue(long value) {
    return of(Long.toString(value), List.of(value));
  }

  /** The classes of a dataset; {@link #FOREGROUND} if it has none. */
  static List<MaskClass> of(LesionRule rule) {
    List<MaskClass> classes = new ArrayList<>();
    for (LesionClass item : rule.classes()) {
      classes.add(of(item.name(), item.values()));
    }
    return classes.isEmpty() ? List.of(FOREGROUND) : classes;
  }

  private static MaskClass of(String name, List<Long> wanted) {
    BitSet values = new BitSet();
    for (long value : wanted) {
      if (value < 1 || value > LARGEST) {
        throw new IllegalArgumentException(
            Text.format("values of classes must be from 1 to %d, was %d", LARGEST, value));
      }
      values.set((int) value);
    }
    return new MaskClass(name, values);
  }
}
