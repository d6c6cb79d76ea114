package org.ibengine.intensity;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.ibengine.text.Text;

/**
 * How the values of a modality become the numbers of the image tensor. Values are in the units of
 * the file, {@code slope · raw + intercept}; the result is {@code clamp((v − subtract) / divide,
 * low, high)} in float32, with what docs/concepts/normalisation.md says of each scale. Padding
 * outside the volume is 0 whatever the scale.
 */
public sealed interface IntensityScale {
  /** The smallest sd that a z-score divides by, as nnU-Net has it. */
  double SMALLEST_SD = 1e-8;

  /** The two percentiles the dataset was prepared with become 0 and 1. */
  record Prepared() implements IntensityScale {}

  /**
   * Two recorded percentiles become 0 and 1.
   *
   * @param low less than {@code high}; both from {@link IntensityStatistics#PERCENTAGES}, or the
   *     two that the dataset was prepared with, over all voxels
   */
  record Percentile(double low, double high, VoxelSet over) implements IntensityScale {
    public Percentile {
      requireNonNull(over, "voxels must not be null");
      if (!(0 <= low && low < high && high <= 100)) {
        throw new IllegalArgumentException(
            Text.format("percentiles must satisfy 0 <= LO < HI <= 100, were %s and %s", low, high));
      }
    }
  }

  /** The values {@code low} and {@code high} become 0 and 1; below and above is clamped. */
  record Window(double low, double high) implements IntensityScale {
    public Window {
      if (!(low < high) || !Double.isFinite(low) || !Double.isFinite(high)) {
        throw new IllegalArgumentException(
            Text.format("a window needs finite values LO < HI, were %s and %s", low, high));
      }
    }
  }

  /**
   * {@code (v − mean) / max(sd, }{@link #SMALLEST_SD}{@code )}, of the case.
   *
   * @param clip the recorded percentiles of the same voxels to which values are clipped first
   */
  record ZScore(VoxelSet over, Optional<Clip> clip) implements IntensityScale {
    public ZScore {
      requireNonNull(over, "voxels must not be null");
      requireNonNull(clip, "clip must not be null");
    }

    /** Clipped to two recorded percentiles. */
    public ZScore clipped(double low, double high) {
      return new ZScore(over, Optional.of(new Clip(low, high)));
    }
  }

  /** Two of {@link IntensityStatistics#PERCENTAGES}, {@code low < high}. */
  record Clip(double low, double high) {
    public Clip {
      IntensityStatistics.position(low);
      IntensityStatistics.position(high);
      if (low >= high) {
        throw new IllegalArgumentException(
            Text.format("a clip needs percentages LO < HI, were %s and %s", low, high));
      }
    }
  }

  /** The values as they are. */
  record None() implements IntensityScale {}

  /**
   * nnU-Net's CTNormalization: clipped to the percentiles 0.5 and 99.5 of the label's voxels of all
   * cases, then their mean subtracted and divided by their sd.
   */
  record NnunetCt() implements IntensityScale {}

  /** nnU-Net's ZScoreNormalization, over all voxels of the case. */
  record NnunetMr() implements IntensityScale {}

  /** The default. */
  static IntensityScale prepared() {
    return new Prepared();
  }

  static Percentile percentile(double low, double high, VoxelSet over) {
    return new Percentile(low, high, over);
  }

  static Window window(double low, double high) {
    return new Window(low, high);
  }

  /** Not clipped; see {@link ZScore#clipped}. */
  static ZScore zScore(VoxelSet over) {
    return new ZScore(over, Optional.empty());
  }

  static IntensityScale none() {
    return new None();
  }

  static IntensityScale nnunetCt() {
    return new NnunetCt();
  }

  static IntensityScale nnunetMr() {
    return new NnunetMr();
  }

  /** The text that {@link #parse} reads, as on command lines and in JSON. */
  default String text() {
    return ScaleText.of(this);
  }

  /**
   * Reads {@code prepared}, {@code percentile:LO:HI[:VOXELS]}, {@code window:LO:HI}, {@code
   * zscore[:VOXELS][:clip:LO:HI]}, {@code none}, {@code nnunet-ct} or {@code nnunet-mr}; VOXELS is
   * {@code all}, the default, {@code positive} or {@code label}.
   *
   * @throws IllegalArgumentException for anything else, or for values that the scale refuses
   */
  static IntensityScale parse(String text) {
    return ScaleText.parse(requireNonNull(text, "a scale must not be null"));
  }
}
