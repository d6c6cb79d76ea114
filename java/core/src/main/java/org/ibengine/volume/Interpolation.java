package org.ibengine.volume;

import java.util.List;
import org.ibengine.text.Labels;

/**
 * How a value between voxels follows from those around it. On each axis, a position {@code c} has
 * the voxel {@code f = ⌊c⌋} below it, at the distance {@code t = c − f}. All arithmetic is in
 * float64, nothing is fused, and axes are done in the order x, y, z of the source: a row of values
 * along x becomes one, those of the rows one along y, those of the planes one along z.
 */
public enum Interpolation {
  /** The voxel {@code ⌊c + ½⌋} on each axis. */
  NEAREST(1, 0),

  /** {@code a + t·(b − a)} of the voxels {@code f} and {@code f + 1}. */
  LINEAR(2, 0),

  /**
   * Cubic convolution with a = −½ (R. Keys 1981, doi:10.1109/TASSP.1981.1163711) of the voxels
   * {@code f − 1} to {@code f + 2}. It goes through the voxels and reproduces polynomials of degree
   * 2; beside edges it may leave the range of the voxels. The weights, in this order, are
   *
   * <pre>
   * w0 = ((−0.5·t + 1)·t − 0.5)·t
   * w1 = (1.5·t − 2.5)·t·t + 1
   * w2 = ((−1.5·t + 2)·t + 0.5)·t
   * w3 = (0.5·t − 0.5)·t·t
   * </pre>
   *
   * and the value is {@code ((w0·a + w1·b) + w2·c) + w3·d}.
   */
  CUBIC(4, 1),

  /**
   * For label maps: each of the eight voxels around the position votes for its value with its
   * linear weight, the product of {@code 1 − t} or {@code t} of x, y and z in this order. The votes
   * of each value are added in memory order; the largest sum wins, of equal ones the smallest
   * value.
   */
  VOTE(2, 0);

  private final int taps;
  private final int below;

  Interpolation(int taps, int below) {
    this.taps = taps;
    this.below = below;
  }

  /** Voxels looked at on each axis. */
  public int taps() {
    return taps;
  }

  /** How many of them lie below {@code f}. */
  public int below() {
    return below;
  }

  /** {@code IB_NEAREST} and the others of ib_cpu.h. */
  public int code() {
    return ordinal();
  }

  /** Weights of the voxels at distance {@code t}, for those that are a sum of weighted voxels. */
  public double[] weights(double t) {
    return switch (this) {
      case NEAREST -> new double[] {1};
      case LINEAR, VOTE -> new double[] {1 - t, t};
      case CUBIC ->
          new double[] {
            ((-0.5 * t + 1) * t - 0.5) * t,
            (1.5 * t - 2.5) * t * t + 1,
            ((-1.5 * t + 2) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t
          };
    };
  }

  /** The name in files and on command lines: lower case. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * One of those that values of modalities can have.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Interpolation ofLabel(String label) {
    return Labels.find(
        "interpolation", label, List.of(NEAREST, LINEAR, CUBIC), Interpolation::label);
  }
}
