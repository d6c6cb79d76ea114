package org.ibengine.index;

import java.util.Optional;
import org.ibengine.intensity.ModalityIntensity;
import org.ibengine.text.Text;
import org.ibengine.volume.VoxelType;

/**
 * One modality of one case. A voxel's value is {@code slope · raw + intercept}.
 *
 * @param type of the voxels as stored
 * @param slope not 0; negative is allowed
 * @param rawLow the raw value whose scaled value is the low percentile; greater than {@code
 *     rawHigh} if the slope is negative
 * @param intensity statistics of the values; empty in records of versions that took none
 * @param rounding present only if voxels were rounded when they were stored
 */
public record ModalityIndex(
    String name,
    VoxelType type,
    double slope,
    double intercept,
    double rawLow,
    double rawHigh,
    Optional<ModalityIntensity> intensity,
    Optional<Rounding> rounding) {

  /** Without statistics. */
  public ModalityIndex(
      String name, VoxelType type, double slope, double intercept, double rawLow, double rawHigh) {
    this(name, type, slope, intercept, rawLow, rawHigh, Optional.empty());
  }

  /** Whose voxels are stored as they were. */
  public ModalityIndex(
      String name,
      VoxelType type,
      double slope,
      double intercept,
      double rawLow,
      double rawHigh,
      Optional<ModalityIntensity> intensity) {
    this(name, type, slope, intercept, rawLow, rawHigh, intensity, Optional.empty());
  }

  public ModalityIndex {
    if (slope == 0 || !Double.isFinite(slope) || !Double.isFinite(intercept)) {
      throw new IllegalArgumentException(
          Text.format(
              "modality %s needs a finite slope that is not 0 and a finite intercept, were %s and %s",
              name, slope, intercept));
    }
    // as float32, which is what voxels are normalised in
    if (!Float.isFinite((float) rawLow) || !Float.isFinite((float) rawHigh)) {
      throw new IllegalArgumentException(
          Text.format(
              "modality %s needs finite percentiles, were %s and %s", name, rawLow, rawHigh));
    }
    if (!Float.isFinite((float) rawHigh - (float) rawLow)) {
      throw new IllegalArgumentException(
          Text.format(
              "modality %s needs percentiles in float32 whose difference is too, were %s and %s",
              name, rawLow, rawHigh));
    }
    boolean isShort = type == VoxelType.UINT16 || type == VoxelType.FLOAT16;
    if (rounding.isPresent() && !(isShort && slope > 0)) {
      throw new IllegalArgumentException(
          Text.format(
              "modality %s was rounded, so it needs the type UINT16 or FLOAT16 and a positive slope,"
                  + " were %s and %s",
              name, type, slope));
    }
  }

  /** The same with other statistics. */
  public ModalityIndex intensity(Optional<ModalityIntensity> other) {
    return new ModalityIndex(name, type, slope, intercept, rawLow, rawHigh, other, rounding);
  }

  /** The same after its voxels were rounded, or were not. */
  public ModalityIndex rounding(Optional<Rounding> other) {
    return new ModalityIndex(name, type, slope, intercept, rawLow, rawHigh, intensity, other);
  }

  /**
   * Whether both percentiles are the same number in float32, as they are if 99 % of the voxels are
   * equal. Values above it then become 1, all others 0.
   */
  public boolean percentilesCoincide() {
    return (float) rawLow == (float) rawHigh;
  }

  /** The low percentile of the scaled values, computed in float64. */
  public double low() {
    return slope * rawLow + intercept;
  }

  /** The high percentile of the scaled values, computed in float64. */
  public double high() {
    return slope * rawHigh + intercept;
  }
}
