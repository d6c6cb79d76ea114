package org.ibengine.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Distribution;
import org.ibengine.backend.Distribution.Part;
import org.ibengine.backend.Distributions;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.PercentileRange;
import org.ibengine.intensity.IntensityStatistics;
import org.ibengine.intensity.ModalityIntensity;
import org.ibengine.label.Runs;
import org.ibengine.volume.Volume;

/**
 * Measures the intensities of a modality: the two percentiles it is normalised by and the
 * statistics of its record. Thread-safe.
 */
public final class IntensityMeasure {
  private final Backend backend;
  private final PercentileRange range;

  public IntensityMeasure(Backend backend, PercentileRange range) {
    this.backend = backend;
    this.range = range;
  }

  /**
   * What was found in a volume.
   *
   * @param nonFinite how many voxels are NaN or infinite; if there are any, nothing else is known
   * @param rawLow the raw value whose scaled value is the low percentile
   * @param intensity without the label's voxels; empty if a number is beyond float64
   */
  public record Found(
      long nonFinite, double rawLow, double rawHigh, Optional<ModalityIntensity> intensity) {}

  /** Reads all voxels; blocks until done. */
  public Found measure(Volume volume, double slope, double intercept) {
    Scaling scaling = new Scaling(slope, intercept);
    Distribution found =
        backend.distribution(
            volume,
            PositiveLimit.of(volume.type(), slope, intercept),
            scaling.percentages(range.low(), range.high()));
    if (found.nonFinite() > 0) {
      return new Found(found.nonFinite(), Double.NaN, Double.NaN, Optional.empty());
    }
    double[] values = found.all().percentiles();
    int recorded = IntensityStatistics.PERCENTAGES.size();
    return new Found(0, values[recorded], values[recorded + 1], intensity(found, scaling));
  }

  private static Optional<ModalityIntensity> intensity(Distribution found, Scaling scaling) {
    return scaling
        .statistics(found.all())
        .flatMap(
            all ->
                scaling
                    .statistics(found.beyond())
                    .map(
                        positive ->
                            new ModalityIntensity(all, positive, IntensityStatistics.EMPTY)));
  }

  /**
   * The same modality with statistics of the voxels of its instances; reads no others.
   *
   * @param runs of the instances, in a label map of the same size
   */
  public static ModalityIndex withLabel(ModalityIndex modality, Volume volume, Runs runs) {
    if (modality.intensity().isEmpty()) {
      return modality;
    }
    Scaling scaling = new Scaling(modality.slope(), modality.intercept());
    Distribution found =
        Distributions.in(
            runs,
            volume,
            PositiveLimit.of(volume.type(), modality.slope(), modality.intercept()),
            scaling.percentages());
    return modality.intensity(
        scaling.statistics(found.all()).map(label -> modality.intensity().get().label(label)));
  }

  /** From raw voxels to values; a negative slope turns their order around. */
  private record Scaling(double slope, double intercept) {
    /** Of raw voxels, for the recorded percentages of values and some more. */
    double[] percentages(double... more) {
      List<Double> wanted = new ArrayList<>(IntensityStatistics.PERCENTAGES);
      for (double one : more) {
        wanted.add(one);
      }
      return wanted.stream().mapToDouble(one -> slope > 0 ? one : 100 - one).toArray();
    }

    private double value(double raw) {
      return slope * raw + intercept;
    }

    Optional<IntensityStatistics> statistics(Part raw) {
      if (raw.count() == 0) {
        return Optional.of(IntensityStatistics.EMPTY);
      }
      List<Double> percentiles = new ArrayList<>();
      for (int i = 0; i < IntensityStatistics.PERCENTAGES.size(); i++) {
        percentiles.add(value(raw.percentiles()[i]));
      }
      double min = value(slope > 0 ? raw.min() : raw.max());
      double max = value(slope > 0 ? raw.max() : raw.min());
      double mean = value(raw.mean());
      double sd = Math.abs(slope) * raw.sd();
      boolean finite =
          Double.isFinite(min)
              && Double.isFinite(max)
              && Double.isFinite(mean)
              && Double.isFinite(sd)
              && percentiles.stream().allMatch(Double::isFinite);
      return finite
          ? Optional.of(new IntensityStatistics(raw.count(), min, max, mean, sd, percentiles))
          : Optional.empty();
    }
  }
}
