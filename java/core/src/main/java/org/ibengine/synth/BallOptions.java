package org.ibengine.synth;

import org.ibengine.text.Text;

/**
 * What balls are like. The same options and number give the same voxels everywhere.
 *
 * @param side voxels of the volume along each axis
 * @param leastRadius in voxels
 * @param mostRadius in voxels, drawn too
 * @param test whether they are another set than those of training, by the same seed
 */
public record BallOptions(int side, int leastRadius, int mostRadius, boolean test, long seed) {
  /** Of the published volumes. */
  public static final int PUBLISHED_SIDE = 96;

  private static final int LONGEST = 1024;

  /**
   * @throws IllegalArgumentException if there is no such ball, or the largest does not fit
   */
  public BallOptions {
    if (side < 1 || side > LONGEST) {
      throw new IllegalArgumentException(
          Text.format("volumes of balls have 1 to %d voxels per axis, were %d", LONGEST, side));
    }
    if (leastRadius < 0 || mostRadius < leastRadius || side <= 2 * mostRadius) {
      throw new IllegalArgumentException(
          Text.format(
              "radii of balls must ascend from 0 and stay below half of %d voxels, were %d and %d",
              side, leastRadius, mostRadius));
    }
  }

  /**
   * With the published radii, 25 to 34 of 96 voxels for training and 5 to 47 for test, scaled to
   * the side and rounded, but below half of it.
   */
  public static BallOptions published(int side, boolean test, long seed) {
    return new BallOptions(
        side, scaled(test ? 5 : 25, side), scaled(test ? 47 : 34, side), test, seed);
  }

  private static int scaled(int radius, int side) {
    return (int) Math.min(Math.round((double) radius * side / PUBLISHED_SIDE), (side - 1) / 2);
  }
}
