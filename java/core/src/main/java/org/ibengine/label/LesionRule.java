package org.ibengine.label;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.ibengine.text.Labels;
import org.ibengine.text.Text;

/**
 * What of a label map is a lesion, and which voxels make one instance.
 *
 * @param kind what the values of the label map mean
 * @param values that are lesions; empty for every value above 0 but {@code ignore}
 * @param classes components are taken of each class by itself, so that touching lesions of two
 *     classes are two instances; empty for none. Their values take the place of {@code values}
 * @param ignore the value of voxels about which nothing is known: no lesion, and no background
 *     either
 * @param minMm3 instances of a smaller volume are dropped, once fragments are merged
 * @param mergeMm fragments of one class that have voxels nearer to each other than this, centre to
 *     centre by the affine, are one instance, and so are those of a chain; 0 merges nothing. What
 *     differs from it by less than a millionth is not nearer. Not with {@link Kind#INSTANCES}
 */
public record LesionRule(
    Kind kind,
    List<Long> values,
    List<LesionClass> classes,
    OptionalLong ignore,
    double minMm3,
    double mergeMm) {

  /** So that a byte can hold the number of a class, and 0 and 255 mean something else. */
  public static final int MOST_CLASSES = 254;

  /** What the values of a label map mean. */
  public enum Kind {
    /** Kinds of tissue: an instance is a connected component. */
    CLASSES,
    /** Numbers of instances: an instance is all voxels of one value, connected or not. */
    INSTANCES;

    /** The name in files and on command lines: lower case. */
    public String label() {
      return Labels.of(this);
    }

    /**
     * @throws IllegalArgumentException for any other name
     */
    public static Kind ofLabel(String label) {
      return Labels.find("label kind", label, List.of(values()), Kind::label);
    }
  }

  /** Every component of the voxels above 0 is a lesion. */
  public static final LesionRule DEFAULT =
      new LesionRule(Kind.CLASSES, List.of(), List.of(), OptionalLong.empty(), 0, 0);

  /**
   * @throws IllegalArgumentException if there are more than {@link #MOST_CLASSES}, a value is not
   *     positive or stands for two things, two classes have one name, a size is negative or not
   *     finite, or fragments are to be merged though values number instances
   */
  public LesionRule {
    values = List.copyOf(values);
    classes = List.copyOf(classes);
    requireSize("min-mm3", minMm3);
    requireSize("merge-mm", mergeMm);
    if (!values.isEmpty() && !classes.isEmpty()) {
      throw new IllegalArgumentException("give lesion values or classes, not both");
    }
    if (classes.size() > MOST_CLASSES) {
      throw new IllegalArgumentException(
          Text.format("there may be %d classes, were %d", MOST_CLASSES, classes.size()));
    }
    if (mergeMm > 0 && kind == Kind.INSTANCES) {
      throw new IllegalArgumentException(
          "merge-mm joins components, but with label kind instances the values say what belongs"
              + " together; leave it out");
    }
    Set<Long> seen = new HashSet<>();
    ignore.ifPresent(value -> requireValue(value, seen));
    values.forEach(value -> requireValue(value, seen));
    Set<String> names = new HashSet<>();
    for (LesionClass item : classes) {
      item.values().forEach(value -> requireValue(value, seen));
      if (!names.add(item.name())) {
        throw new IllegalArgumentException("classes must differ, twice " + item.name());
      }
    }
  }

  /** The same rule that drops nothing. */
  public LesionRule ofAnySize() {
    return minMm3 == 0 ? this : new LesionRule(kind, values, classes, ignore, 0, mergeMm);
  }

  private static void requireSize(String name, double size) {
    if (!(size >= 0) || Double.isInfinite(size)) {
      throw new IllegalArgumentException(
          Text.format("%s must be a finite number from 0, was %s", name, size));
    }
  }

  private static void requireValue(long value, Set<Long> seen) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "label values must be positive, 0 is background; was " + value);
    }
    if (!seen.add(value)) {
      throw new IllegalArgumentException("a label value must have one meaning, twice " + value);
    }
  }
}
