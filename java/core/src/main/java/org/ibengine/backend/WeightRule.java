package org.ibengine.backend;

import org.ibengine.text.Text;

/**
 * How the weights of a patch follow from its instances: by {@code kind}, then clipped to {@code
 * [min, max]}, then normalised. All arithmetic is in float64, one rounding to float32 at the end;
 * the mean adds {@code voxels · weight} of the ids in ascending order, background first. So all
 * backends give equal bytes.
 *
 * @param min at least 0
 * @param max positive, at least {@code min}; may be infinite
 */
public record WeightRule(
    WeightKind kind, double min, double max, WeightNormalisation normalisation) {
  public WeightRule {
    if (!(min >= 0) || !(max > 0) || !(min <= max) || min == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          Text.format(
              "weight limits must be 0 <= min <= max with max above 0, were %s and %s", min, max));
    }
  }

  /** The same with other limits. */
  public WeightRule limited(double newMin, double newMax) {
    return new WeightRule(kind, newMin, newMax, normalisation);
  }

  /** The same with another normalisation. */
  public WeightRule normalised(WeightNormalisation value) {
    return new WeightRule(kind, min, max, value);
  }
}
