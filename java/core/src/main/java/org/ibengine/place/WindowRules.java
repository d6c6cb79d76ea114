package org.ibengine.place;

import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What background windows must meet besides holding no foreground. Immutable.
 *
 * @param range of the distance from the centre of a window, the voxel {@code corner + ⌊patch / 2⌋},
 *     to the nearest foreground voxel
 * @param masks that windows must lie in
 * @param body what is counted of windows that meet all else; empty: nothing
 */
public record WindowRules(Range range, List<Held> masks, Optional<Body> body) {
  private static final double SLACK_MM = 1e-6;

  /** Nothing else. */
  public static final WindowRules NONE = new WindowRules(Range.ALL, List.of(), Optional.empty());

  /**
   * Distances in mm, both ends included, with a slack of 1e-6 mm.
   *
   * @param max may be infinite
   */
  public record Range(double min, double max) {
    /** Any distance. */
    public static final Range ALL = new Range(0, Double.POSITIVE_INFINITY);

    /** The smallest range that holds both. */
    public Range with(Range other) {
      return new Range(Math.min(min, other.min), Math.max(max, other.max));
    }

    /** Those that are in both. */
    public Range and(Range other) {
      return new Range(Math.max(min, other.min), Math.min(max, other.max));
    }

    public boolean holds(double mm) {
      return mm >= min - SLACK_MM && mm <= max + SLACK_MM;
    }
  }

  /**
   * A mask, and how much of a window it must hold.
   *
   * @param share of the window's voxels inside the volume
   */
  public record Held(MaskPlanes mask, double share) {}

  /** Counts body, or anything else, in the windows of a row. */
  public interface RowCounts {
    /**
     * @param counts receives those of the windows that begin at {@code (x, y, z)}, for x from 0
     */
    void of(int y, int z, long[] counts);
  }

  /**
   * How much of a window must be body.
   *
   * @param share of the window's voxels inside the volume
   * @param leftOut is told how many windows meet all else, but not this; may be told often
   */
  public record Body(RowCounts counts, double share, LongConsumer leftOut) {}

  public WindowRules {
    masks = List.copyOf(masks);
  }

  /** The same with another range. */
  public WindowRules range(Range value) {
    return new WindowRules(value, masks, body);
  }

  /** Whether every window that is free will do. */
  public boolean areNone() {
    return range.equals(Range.ALL) && masks.isEmpty() && body.isEmpty();
  }
}
