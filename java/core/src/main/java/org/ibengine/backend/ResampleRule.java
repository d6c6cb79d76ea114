package org.ibengine.backend;

import java.util.OptionalDouble;
import org.ibengine.text.Text;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Interpolation;

/**
 * How the voxels of one grid follow from those of another.
 *
 * <p>Voxels that lie outside the source are those of its edge, repeated; with {@code fill}, target
 * voxels whose position is below −½ or above n − ½ on an axis of n voxels are {@code fill}, and
 * only the others repeat the edge.
 *
 * <p>With {@code antialias}, the source is smoothed by a Gaussian before it is interpolated, on
 * each axis with a standard deviation of {@code (r − 1) / 2} voxels where {@code r}, the {@link
 * GridMap#reduction}, is above 1; it is cut at four standard deviations, its weights sum to 1, and
 * edges are repeated: scikit-image's rule. Smoothing and interpolation are one sum per axis: the
 * weight of a voxel is {@code Σ bᵢ·gⱼ₋ᵢ} over the weights {@code b} of {@link Interpolation} and
 * {@code g} of the Gaussian, in ascending order of i.
 *
 * @param map from target to source
 * @param fill a value that the target's type holds; empty: edges are repeated
 * @param antialias with LINEAR and CUBIC only, up to 1000 voxels to one
 */
public record ResampleRule(
    GridMap map, Interpolation interpolation, OptionalDouble fill, boolean antialias) {
  /** Standard deviations after which the Gaussian is cut. */
  private static final double CUT = 4;

  private static final double MOST_REDUCTION = 1000;

  public ResampleRule {
    if (antialias
        && interpolation != Interpolation.LINEAR
        && interpolation != Interpolation.CUBIC) {
      throw new IllegalArgumentException(
          "antialias goes with LINEAR or CUBIC, interpolation was " + interpolation);
    }
    for (int axis = 0; antialias && axis < 3; axis++) {
      if (!(map.reduction(axis) <= MOST_REDUCTION)) {
        throw new IllegalArgumentException(
            Text.format(
                "voxels are smoothed where up to %.0f become one, along %s it would be %.6g",
                MOST_REDUCTION, "xyz".charAt(axis), map.reduction(axis)));
      }
    }
    if (fill.isPresent() && !Double.isFinite(fill.getAsDouble())) {
      throw new IllegalArgumentException("fill must be finite, was " + fill.getAsDouble());
    }
  }

  /** Edges are repeated, nothing is smoothed. */
  public ResampleRule(GridMap map, Interpolation interpolation) {
    this(map, interpolation, OptionalDouble.empty(), false);
  }

  /** The same with {@code value} outside the source. */
  public ResampleRule filled(double value) {
    return new ResampleRule(map, interpolation, OptionalDouble.of(value), antialias);
  }

  /** The same, smoothed where the target has fewer voxels than the source. */
  public ResampleRule smoothed() {
    return new ResampleRule(map, interpolation, fill, true);
  }

  /**
   * Weights of the Gaussian along an axis of the source, an odd number of them, symmetric; one
   * weight of 1 where nothing is smoothed.
   */
  public double[] gaussian(int axis) {
    double deviation = antialias ? Math.max(0, (map.reduction(axis) - 1) / 2) : 0;
    int radius = (int) (CUT * deviation + 0.5);
    double[] weights = new double[2 * radius + 1];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double distance = radius == 0 ? 0 : (i - radius) / deviation;
      weights[i] = StrictMath.exp(-0.5 * distance * distance);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }
}
