package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.index.ModalityIndex;
import org.ibengine.intensity.IntensityStatistics;
import org.ibengine.intensity.ModalityIntensity;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.PreparedCase;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.OrientationCode;
import org.ibengine.volume.Size3;

/**
 * Grids and intensities of a prepared dataset, case by case, and the cases that are unlike the
 * rest; told from its records alone. Immutable, so thread-safe.
 *
 * <p>A case is marked by the grid of its files, which a dataset that was brought to one grid does
 * not have any more:
 *
 * <ul>
 *   <li>for the orientation, if more than half of the cases share another one;
 *   <li>for the spacing along an axis, or the percentile 0.5 or 99.5 of a modality, if that is
 *       further from the median over the cases than 3.5 · 1.4826 · MAD, the median distance from
 *       it, and further than 10 % of the median spacing, or a quarter of the distance between the
 *       medians of the two percentiles.
 * </ul>
 *
 * @param cases in the order of the index
 * @param outliers in the same order
 */
public record DatasetFingerprint(List<OfCase> cases, List<Outlier> outliers) {
  private static final double MADS = 3.5 * 1.4826;
  private static final double LOW = 0.5;
  private static final double HIGH = 99.5;

  /**
   * How voxels lie.
   *
   * @param orientation see {@link OrientationCode}
   */
  public record Grid(Size3 size, Geometry.Spacing spacing, String orientation) {
    static Grid of(Geometry geometry) {
      return new Grid(geometry.size(), geometry.spacing(), OrientationCode.of(geometry.affine()));
    }
  }

  /**
   * Of one case.
   *
   * @param stored the grid of its voxels
   * @param source that of the file that it was brought there from; the same where nothing changed,
   *     or where the record does not tell
   * @param intensities by modality, in channel order; empty where the record has none
   */
  public record OfCase(
      String name, Grid stored, Grid source, Map<String, Optional<ModalityIntensity>> intensities) {
    public OfCase {
      intensities = new LinkedHashMap<>(intensities);
    }

    @Override
    public Map<String, Optional<ModalityIntensity>> intensities() {
      return Collections.unmodifiableMap(intensities);
    }

    private static OfCase of(CaseIndex item, Geometry source) {
      Map<String, Optional<ModalityIntensity>> intensities = new LinkedHashMap<>();
      for (ModalityIndex modality : item.modalities()) {
        intensities.put(modality.name(), modality.intensity());
      }
      return new OfCase(item.name(), Grid.of(item.geometry()), Grid.of(source), intensities);
    }
  }

  /** In what a case is unlike the rest. */
  public enum Aspect {
    ORIENTATION,
    SPACING,
    RANGE
  }

  /**
   * A case that is unlike the rest.
   *
   * @param modality whose range it is; empty for the others
   * @param found what the case has, for people
   * @param usual what the rest has
   */
  public record Outlier(
      String caseName, Aspect aspect, Optional<String> modality, String found, String usual) {}

  public DatasetFingerprint {
    cases = List.copyOf(cases);
    outliers = List.copyOf(outliers);
  }

  /** Of all cases of a dataset folder. */
  public static DatasetFingerprint of(DatasetReader reader) {
    List<OfCase> cases = new ArrayList<>();
    for (PreparedCase item : reader.cases()) {
      cases.add(OfCase.of(item.index(), item.record().sourceGeometry()));
    }
    return of(cases, reader.options().modalities());
  }

  /** Of all cases, where nothing tells of other grids than those of their voxels. */
  public static DatasetFingerprint of(DatasetIndex index) {
    return of(
        index.cases().stream().map(item -> OfCase.of(item, item.geometry())).toList(),
        index.options().modalities());
  }

  private static DatasetFingerprint of(List<OfCase> cases, List<String> modalities) {
    List<Outlier> outliers = new ArrayList<>(orientations(cases));
    outliers.addAll(spacings(cases));
    for (String modality : modalities) {
      outliers.addAll(ranges(cases, modality));
    }
    List<String> order = cases.stream().map(OfCase::name).toList();
    outliers.sort(Comparator.comparingInt(one -> order.indexOf(one.caseName())));
    return new DatasetFingerprint(cases, outliers);
  }

  private static List<Outlier> orientations(List<OfCase> cases) {
    Map<String, Long> counts =
        cases.stream()
            .collect(
                Collectors.groupingBy(item -> item.source().orientation(), Collectors.counting()));
    Optional<String> usual =
        counts.keySet().stream().filter(code -> counts.get(code) * 2 > cases.size()).findFirst();
    return usual.stream()
        .flatMap(
            code ->
                cases.stream()
                    .filter(item -> !item.source().orientation().equals(code))
                    .map(
                        item ->
                            new Outlier(
                                item.name(),
                                Aspect.ORIENTATION,
                                Optional.empty(),
                                item.source().orientation(),
                                code)))
        .toList();
  }

  private static List<Outlier> spacings(List<OfCase> cases) {
    List<ToDoubleFunction<OfCase>> axes =
        IntStream.range(0, 3)
            .<ToDoubleFunction<OfCase>>mapToObj(axis -> item -> item.source().spacing().get(axis))
            .toList();
    List<Spread> spreads =
        axes.stream().map(axis -> Spread.of(cases.stream().mapToDouble(axis).toArray())).toList();
    List<Outlier> found = new ArrayList<>();
    for (OfCase item : cases) {
      boolean marked = false;
      for (int axis = 0; axis < 3; axis++) {
        Spread spread = spreads.get(axis);
        marked |= spread.isOff(axes.get(axis).applyAsDouble(item), 0.1 * spread.median());
      }
      if (marked) {
        found.add(
            new Outlier(
                item.name(),
                Aspect.SPACING,
                Optional.empty(),
                mm(axes.stream().mapToDouble(axis -> axis.applyAsDouble(item))),
                mm(spreads.stream().mapToDouble(Spread::median))));
      }
    }
    return found;
  }

  private static String mm(DoubleStream axes) {
    return axes.mapToObj(Text::plain).collect(Collectors.joining(", ", "(", ") mm"));
  }

  private static List<Outlier> ranges(List<OfCase> cases, String modality) {
    Map<String, IntensityStatistics> known = new LinkedHashMap<>();
    for (OfCase item : cases) {
      Optional.ofNullable(item.intensities().get(modality))
          .flatMap(one -> one)
          .ifPresent(one -> known.put(item.name(), one.all()));
    }
    if (known.isEmpty()) {
      return List.of();
    }
    Spread low = Spread.of(known.values().stream().mapToDouble(s -> s.percentile(LOW)).toArray());
    Spread high = Spread.of(known.values().stream().mapToDouble(s -> s.percentile(HIGH)).toArray());
    double least = (high.median() - low.median()) / 4;
    List<Outlier> found = new ArrayList<>();
    known.forEach(
        (name, statistics) -> {
          double from = statistics.percentile(LOW);
          double to = statistics.percentile(HIGH);
          if (low.isOff(from, least) || high.isOff(to, least)) {
            found.add(
                new Outlier(
                    name,
                    Aspect.RANGE,
                    Optional.of(modality),
                    Text.plain(from) + " to " + Text.plain(to),
                    Text.plain(low.median()) + " to " + Text.plain(high.median())));
          }
        });
    return found;
  }

  /** Median and median absolute distance from it. */
  private record Spread(double median, double mad) {
    static Spread of(double[] values) {
      double median = median(values);
      return new Spread(
          median, median(Arrays.stream(values).map(value -> Math.abs(value - median)).toArray()));
    }

    private static double median(double[] values) {
      double[] sorted = Arrays.stream(values).sorted().toArray();
      int half = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    boolean isOff(double value, double least) {
      return Math.abs(value - median) > Math.max(MADS * mad, least);
    }
  }
}
