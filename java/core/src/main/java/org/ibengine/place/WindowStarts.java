package org.ibengine.place;

import org.ibengine.text.Text;

/**
 * Where sliding windows begin along one axis: at {@code 0, stride, 2·stride, …}, the last one moved
 * back so that it ends with the volume. A volume that is shorter than the window is padded to its
 * length, half before (rounded down) and the rest after, and has one window. Every voxel lies in at
 * least one window if the stride is not longer than the window. Immutable, so thread-safe.
 *
 * @param dim voxels of the volume along the axis
 * @param window voxels of a window along the axis
 * @param stride voxels from one start to the next
 */
public record WindowStarts(int dim, int window, int stride) {
  /** The overlap of neighbouring windows that {@link #of(int, int)} takes. */
  public static final double OVERLAP = 0.25;

  /**
   * @throws IllegalArgumentException if one of them is not positive
   */
  public WindowStarts {
    if (dim < 1 || window < 1 || stride < 1) {
      throw new IllegalArgumentException(
          Text.format(
              "volume, window and stride must be positive, were %d, %d and %d",
              dim, window, stride));
    }
  }

  /** With an overlap of a quarter of the window. */
  public static WindowStarts of(int dim, int window) {
    return of(dim, window, OVERLAP);
  }

  /**
   * With a stride of {@code ⌊window · (1 − overlap)⌋}, computed in float64, but at least 1.
   *
   * @param overlap share of a window that the next one covers too, at least 0 and below 1
   */
  public static WindowStarts of(int dim, int window, double overlap) {
    if (!(overlap >= 0 && overlap < 1)) {
      throw new IllegalArgumentException(
          "the overlap of windows must be at least 0 and below 1, was " + overlap);
    }
    return new WindowStarts(dim, window, Math.max(1, (int) (window * (1 - overlap))));
  }

  /** Voxels along the axis after padding: at least the window. */
  public int padded() {
    return Math.max(dim, window);
  }

  /** Voxels of padding before the first voxel of the volume. */
  public int before() {
    return (padded() - dim) / 2;
  }

  /** How many windows there are, at least 1. */
  public int count() {
    return axis().count();
  }

  /**
   * Ascending, none twice, as many as {@link #count}; counted from the first voxel of the padded
   * volume, so the window at {@code start} begins at voxel {@code start − before()}.
   */
  public int[] starts() {
    return axis().starts();
  }

  private WindowAxis axis() {
    return new WindowAxis(padded(), window, stride);
  }
}
