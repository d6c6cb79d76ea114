package org.ibengine.index;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.intensity.IntensityScale;
import org.ibengine.intensity.IntensityScale.NnunetCt;
import org.ibengine.intensity.IntensityScale.None;
import org.ibengine.intensity.IntensityScale.Percentile;
import org.ibengine.intensity.IntensityScale.Prepared;
import org.ibengine.intensity.IntensityScale.Window;
import org.ibengine.intensity.IntensityScale.ZScore;
import org.ibengine.intensity.IntensityStatistics;
import org.ibengine.intensity.PooledIntensity;
import org.ibengine.intensity.VoxelSet;
import org.ibengine.text.Text;

/**
 * The scales that were chosen, told in raw voxels of each case: what is measured of it, or of all
 * cases together, is filled in. Immutable, so thread-safe.
 */
public final class ModalityScales {
  private static final double CT_LOW = 0.5;
  private static final double CT_HIGH = 99.5;

  private final IntensityChoice choice;
  private final PercentileRange prepared;
  private final Map<String, Standard> pooled;

  private ModalityScales(
      IntensityChoice choice, PercentileRange prepared, Map<String, Standard> pooled) {
    this.choice = choice;
    this.prepared = prepared;
    this.pooled = pooled;
  }

  /** {@code (v − mean) / sd}, clipped to two values first. */
  private record Standard(double mean, double sd, double low, double high) {}

  /**
   * Of a dataset. What {@link NnunetCt} needs is pooled over all its cases, those held out
   * included, as nnU-Net does.
   *
   * @param modalities that are opened
   * @throws IllegalArgumentException if another modality is named, or statistics are missing
   */
  public static ModalityScales of(
      DatasetIndex index, IntensityChoice choice, List<String> modalities) {
    choice.requireAmong(modalities);
    Map<String, Standard> pooled = new HashMap<>();
    for (String name : modalities) {
      if (choice.of(name) instanceof NnunetCt) {
        pooled.put(name, pooled(index.cases(), name));
      }
    }
    return new ModalityScales(choice, index.options().percentiles(), Map.copyOf(pooled));
  }

  /**
   * Of cases that are looked at one by one.
   *
   * @throws IllegalArgumentException if a scale needs statistics of all cases
   */
  public static ModalityScales ofSingleCases(DatasetOptions options, IntensityChoice choice) {
    choice.requireAmong(options.modalities());
    for (String name : options.modalities()) {
      if (choice.of(name) instanceof NnunetCt) {
        throw new IllegalArgumentException(
            "nnunet-ct takes statistics of all cases, and the layout patches is written case by case;"
                + " prepare with --layout volumes and give the normalisation where the dataset is"
                + " read");
      }
    }
    return new ModalityScales(choice, options.percentiles(), Map.of());
  }

  private static Standard pooled(List<CaseIndex> cases, String name) {
    List<IntensityStatistics> labels =
        cases.stream()
            .map(item -> statistics(item.name(), modality(item, name), VoxelSet.LABEL))
            .filter(one -> !one.isEmpty())
            .toList();
    if (labels.isEmpty()) {
      throw new IllegalArgumentException(
          Text.format(
              "modality %s: nnunet-ct needs voxels of the label, no case has any; choose another"
                  + " normalisation",
              name));
    }
    PooledIntensity all = new PooledIntensity(labels);
    return new Standard(all.mean(), all.sd(), all.percentile(CT_LOW), all.percentile(CT_HIGH));
  }

  private static ModalityIndex modality(CaseIndex item, String name) {
    return item.modalities().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Text.format("case %s has no modality %s", item.name(), name)));
  }

  /**
   * How raw voxels of a modality of a case are scaled.
   *
   * @throws IllegalArgumentException if its record lacks what the scale needs, or the numbers do
   *     not fit float32; the message names case and modality
   */
  public RawScale of(String caseName, ModalityIndex modality) {
    try {
      return scale(caseName, modality);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          Text.format(
              "case %s, modality %s, normalisation %s: %s",
              caseName, modality.name(), choice.of(modality.name()).text(), e.getMessage()),
          e);
    }
  }

  private RawScale scale(String caseName, ModalityIndex modality) {
    IntensityScale chosen = choice.of(modality.name());
    Supplier<RawScale> asPrepared =
        () -> RawScale.between(modality.rawLow(), modality.rawHigh(), modality.slope() < 0);
    if (chosen instanceof Prepared) {
      return asPrepared.get();
    }
    if (chosen instanceof Percentile one) {
      return isPrepared(one) ? asPrepared.get() : percentile(caseName, modality, one);
    }
    if (chosen instanceof Window one) {
      return between(modality, one.low(), one.high());
    }
    if (chosen instanceof None) {
      return standard(modality, 0, 1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    if (chosen instanceof NnunetCt) {
      Standard all = pooled.get(modality.name());
      return standard(modality, all.mean(), all.sd(), all.low(), all.high());
    }
    return zScore(
        caseName,
        modality,
        chosen instanceof ZScore one ? one : IntensityScale.zScore(VoxelSet.ALL));
  }

  private boolean isPrepared(Percentile scale) {
    return scale.over() == VoxelSet.ALL
        && scale.low() == prepared.low()
        && scale.high() == prepared.high();
  }

  private static RawScale percentile(String caseName, ModalityIndex modality, Percentile scale) {
    IntensityStatistics known = present(caseName, modality, scale.over());
    return between(modality, known.percentile(scale.low()), known.percentile(scale.high()));
  }

  private static RawScale zScore(String caseName, ModalityIndex modality, ZScore scale) {
    IntensityStatistics known = present(caseName, modality, scale.over());
    return standard(
        modality,
        known.mean(),
        known.sd(),
        scale.clip().map(clip -> known.percentile(clip.low())).orElse(Double.NEGATIVE_INFINITY),
        scale.clip().map(clip -> known.percentile(clip.high())).orElse(Double.POSITIVE_INFINITY));
  }

  private static RawScale between(ModalityIndex modality, double low, double high) {
    double slope = modality.slope();
    double intercept = modality.intercept();
    return RawScale.between((low - intercept) / slope, (high - intercept) / slope, slope < 0);
  }

  /** Limits that are infinite do not limit. */
  private static RawScale standard(
      ModalityIndex modality, double mean, double sd, double low, double high) {
    double by = Math.max(sd, IntensityScale.SMALLEST_SD);
    return new RawScale(
        (float) ((mean - modality.intercept()) / modality.slope()),
        (float) (by / modality.slope()),
        limit((low - mean) / by),
        limit((high - mean) / by));
  }

  private static float limit(double value) {
    return (float) Math.min(Math.max(value, -Float.MAX_VALUE), Float.MAX_VALUE);
  }

  private static IntensityStatistics present(
      String caseName, ModalityIndex modality, VoxelSet set) {
    IntensityStatistics known = statistics(caseName, modality, set);
    if (known.isEmpty()) {
      throw new IllegalArgumentException(
          Text.format("needs %s voxels, the case has none; choose another", set.label()));
    }
    return known;
  }

  private static IntensityStatistics statistics(
      String caseName, ModalityIndex modality, VoxelSet set) {
    return modality
        .intensity()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Text.format(
                        "the record of case %s has no intensity statistics of modality %s; run ib"
                            + " prepare again with --force",
                        caseName, modality.name())))
        .of(set);
  }
}
