package org.ibengine.backend;

/**
 * Rotation, then flips, of a patch: {@code quarterTurns} times {@code numpy.rot90(patch, axes=(0,
 * 1))} on the (x, y, z) array, one turn being {@code out[x, y] = in[y, n−1−x]}, then the marked
 * axes reversed. Odd turns need a patch that is square in x and y.
 */
public record Orientation(int quarterTurns, boolean flipX, boolean flipY, boolean flipZ) {
  public static final Orientation IDENTITY = new Orientation(0, false, false, false);

  public Orientation {
    if (quarterTurns < 0 || quarterTurns > 3) {
      throw new IllegalArgumentException("quarter turns must be 0 to 3, was " + quarterTurns);
    }
  }
}
