package org.ibengine.label;

import java.util.List;
import java.util.OptionalLong;
import org.ibengine.text.Labels;
import org.ibengine.volume.Box;

/**
 * What a {@link LesionRule} did to the lesions of a label map.
 *
 * @param dropped what is not an instance although its voxels are of a lesion
 * @param merged instances of several fragments, by id
 * @param renumbered instances whose id is not their value in the label map, by id; only where
 *     values number instances
 * @param absent values that the rule names and the label map does not have
 */
public record LesionChanges(
    List<Dropped> dropped, List<Merged> merged, List<Renumbered> renumbered, List<Absent> absent) {
  /** Nothing. */
  public static final LesionChanges NONE =
      new LesionChanges(List.of(), List.of(), List.of(), List.of());

  public LesionChanges {
    dropped = List.copyOf(dropped);
    merged = List.copyOf(merged);
    renumbered = List.copyOf(renumbered);
    absent = List.copyOf(absent);
  }

  /** Why something is not an instance. */
  public enum Reason {
    /** Smaller than {@link LesionRule#minMm3}. */
    MIN_MM3;

    /** The name in files: lower case with hyphens. */
    public String label() {
      return Labels.of(this);
    }

    /**
     * @throws IllegalArgumentException for any other name
     */
    public static Reason ofLabel(String label) {
      for (Reason reason : values()) {
        if (reason.label().equals(label)) {
          return reason;
        }
      }
      throw new IllegalArgumentException("instances are not dropped because of " + label);
    }
  }

  /**
   * What would have been an instance.
   *
   * @param lesionClass as {@link Instance#lesionClass}
   * @param value of its voxels, where values number instances
   * @param voxels how many
   * @param volumeMm3 of all its voxels
   * @param box the smallest that holds it
   */
  public record Dropped(
      String lesionClass,
      OptionalLong value,
      long voxels,
      double volumeMm3,
      Box box,
      Reason reason) {}

  /**
   * An instance of several fragments.
   *
   * @param instance its id
   * @param fragments at least two, in the order in which instances are numbered
   */
  public record Merged(int instance, List<Fragment> fragments) {
    public Merged {
      fragments = List.copyOf(fragments);
    }
  }

  /** A connected part of an instance. */
  public record Fragment(long voxels, Box box) {}

  /**
   * An instance with another number than in the label map.
   *
   * @param value in the label map
   * @param instance its id
   */
  public record Renumbered(long value, int instance) {}

  /**
   * A value of a lesion that no voxel has.
   *
   * @param lesionClass as {@link Instance#lesionClass}
   */
  public record Absent(String lesionClass, long value) {}

  /** Whether every lesion is an instance, by itself and with its own number. */
  public boolean isEmpty() {
    return dropped.isEmpty() && merged.isEmpty() && renumbered.isEmpty();
  }

  /** The same with other absent values. */
  public LesionChanges withAbsent(List<Absent> values) {
    return new LesionChanges(dropped, merged, renumbered, values);
  }

  /** Voxels of a lesion that belong to no instance. */
  public long droppedVoxels() {
    return dropped.stream().mapToLong(Dropped::voxels).sum();
  }
}
