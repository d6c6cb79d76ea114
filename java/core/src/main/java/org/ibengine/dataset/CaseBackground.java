package org.ibengine.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.ModalityIndex;
import org.ibengine.place.NearestForeground;
import org.ibengine.place.WindowGrid;
import org.ibengine.place.WindowRules.Range;
import org.ibengine.place.Windows;
import org.ibengine.plan.CaseForeground;
import org.ibengine.plan.Corners;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.plan.Inside;
import org.ibengine.plan.NegativePart;
import org.ibengine.plan.NegativeWords;
import org.ibengine.plan.Negatives;
import org.ibengine.store.SourceVolume;
import org.ibengine.text.Text;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Finds the background of cases, part by part of the {@link Negatives}. Thread-safe.
 *
 * @param options of the dataset
 * @param patch size of the windows
 * @param alarms what a part {@code hard} is drawn from; empty where there is none
 * @param foreground whether the voxels of the foreground are wanted too
 */
record CaseBackground(
    DatasetOptions options,
    Size3 patch,
    Negatives wanted,
    Optional<FalseAlarmList> alarms,
    boolean foreground,
    Backend backend) {
  /**
   * Reads the list of false alarms where there is one.
   *
   * @throws IllegalArgumentException as {@link Negatives#requireComplete}
   * @throws org.ibengine.error.DatasetException if the list cannot be read
   */
  static CaseBackground of(
      DatasetOptions options, Size3 patch, OpenRequest request, Backend backend) {
    Negatives wanted = request.negatives();
    wanted.requireComplete();
    return new CaseBackground(
        options,
        patch,
        wanted,
        wanted.alarms().map(list -> FalseAlarmList.read(Path.of(list.file()))),
        request.whole().foreground(),
        backend);
  }

  /**
   * Refuses what cannot be drawn from stored patches, of which there is one for each window of the
   * grid.
   *
   * @throws IllegalArgumentException if anything else is wanted; it names the option and the folder
   */
  static void requireGrid(Negatives wanted, Path folder) {
    wanted.requireComplete();
    List<String> beyond = NegativeWords.beyondGrid(wanted);
    if (!beyond.isEmpty()) {
      throw new IllegalArgumentException(
          Text.format(
              "%s holds stored patches, of which the background is the grid: only --negatives grid, without --min-distance, --inside, --distances and --hard, can be drawn from it, asked for were %s; run ib prepare with --layout volumes for the others",
              folder, String.join(" and ", beyond)));
    }
  }

  /**
   * @throws IllegalArgumentException if a case lacks a volume that is a mask
   */
  void requireMasks(List<CaseIndex> cases) {
    for (CaseIndex item : cases) {
      List<String> present = item.modalities().stream().map(ModalityIndex::name).toList();
      for (String mask : masks()) {
        if (!present.contains(mask)) {
          throw new IllegalArgumentException(
              Text.format(
                  "background inside of %s needs a volume of that name, but case %s has %s; name one that every case has, or a value of the label map",
                  mask, item.name(), present));
        }
      }
    }
  }

  /**
   * The windows of one case.
   *
   * @param parts in the order of the negatives
   * @param check what was left out because it is air
   * @param facts of its windows
   * @param distancesMm where the case has none for a ring: as {@link CaseSearch#distancesMm};
   *     otherwise empty
   * @param foreground where it is wanted
   */
  record Found(
      List<Corners> parts,
      BackgroundCheck check,
      WindowFacts facts,
      Optional<Range> distancesMm,
      Optional<CaseForeground> foreground) {}

  /** Names of the stored volumes that are masks. */
  List<String> masks() {
    return wanted.inside().stream()
        .filter(inside -> inside.label().isEmpty())
        .map(Inside::mask)
        .distinct()
        .toList();
  }

  /**
   * The windows of one case for each part, in their order. Reads label maps only where the record
   * of the case does not tell.
   *
   * @param volumes the label map, its values where they are stored apart, and the masks
   */
  Found find(CaseIndex item, Map<String, ? extends SourceVolume> volumes) {
    CaseBody body = CaseBody.of(item, wanted);
    if (wanted.has(NegativePart.Kind.MINED)) {
      mined(item); // refuses another size before anything is read
    }
    if (patch.equals(options.patchSize()) && !wanted.needsLabels() && !foreground) {
      List<Corners> known =
          wanted.parts().stream()
              .map(part -> Corners.of(Windows.compact(body.among(recorded(item, part), patch))))
              .toList();
      return new Found(
          known, body.check(), facts(item, Optional.empty()), Optional.empty(), Optional.empty());
    }
    try (CaseSearch search = new CaseSearch(this, item, body, volumes)) {
      return searched(search, body);
    }
  }

  private Found searched(CaseSearch search, CaseBody body) {
    HardWindows.Found hard = hard(search);
    List<Corners> found = wanted.parts().stream().map(part -> corners(search, hard, part)).toList();
    boolean lacksRing = false;
    for (int i = 0; i < found.size(); i++) {
      lacksRing |= isEmptyRing(wanted.parts().get(i), found.get(i));
    }
    return new Found(
        found,
        body.check().plus(hard.counts()),
        facts(search.item(), search.nearest()),
        lacksRing ? search.distancesMm() : Optional.empty(),
        foreground ? Optional.of(search.foreground()) : Optional.empty());
  }

  private HardWindows.Found hard(CaseSearch search) {
    FalseAlarms.Order order =
        wanted.alarms().map(FalseAlarms::order).orElse(FalseAlarms.Order.UNIFORM);
    List<FalseAlarmList.Alarm> ofCase =
        alarms.map(list -> list.of(search.item().name())).orElse(List.of());
    return HardWindows.of(search, patch, order, ofCase);
  }

  private WindowFacts facts(CaseIndex item, Optional<NearestForeground> foreground) {
    WindowGrid grid = new WindowGrid(item.geometry().size(), item.geometry().spacing(), patch);
    return new WindowFacts(grid, foreground, item.body());
  }

  private static boolean isEmptyRing(NegativePart part, Corners corners) {
    return part.kind() == NegativePart.Kind.RING && corners.count() == 0;
  }

  /** As it was prepared. */
  private List<Index3> recorded(CaseIndex item, NegativePart part) {
    return part.kind() == NegativePart.Kind.GRID ? item.windows() : mined(item);
  }

  private List<Index3> mined(CaseIndex item) {
    return MinedWindows.of(item, patch, wanted.hardness());
  }

  private Corners corners(CaseSearch search, HardWindows.Found hard, NegativePart part) {
    return switch (part.kind()) {
      case GRID -> Corners.of(search.grid());
      case ANYWHERE -> Corners.of(search.free(Range.ALL));
      case RING -> Corners.of(search.free(new Range(part.minMm(), part.maxMm())));
      case MINED -> Corners.of(search.among(mined(search.item())));
      case HARD -> hard.corners();
    };
  }

  /**
   * A ring without a window in any case is refused with the distances that there are, mined windows
   * with how to get some.
   *
   * @throws DatasetMismatchException if a part has no window
   */
  void requireWindows(List<Found> cases) {
    for (int i = 0; i < wanted.parts().size(); i++) {
      NegativePart part = wanted.parts().get(i);
      int at = i;
      if (part.kind() == NegativePart.Kind.MINED
          && cases.stream().allMatch(found -> found.parts().get(at).count() == 0)) {
        throw new DatasetMismatchException(
            Text.format(
                "no case has mined windows%s; open a dataset that ib mine --layout volumes has written, or leave mined out of --negatives",
                rules("meet")));
      }
      if (part.kind() == NegativePart.Kind.HARD
          && cases.stream().allMatch(found -> found.parts().get(at).count() == 0)) {
        throw new DatasetMismatchException(
            Text.format(
                "no false alarm of %s gives a window%s: %s; leave --hard out, or list others",
                wanted.alarms().orElseThrow().file(), rules("meets"), counts(cases).words()));
      }
      if (cases.stream().allMatch(found -> isEmptyRing(part, found.parts().get(at)))) {
        throw EmptyRing.refused(
            part,
            patch,
            cases.stream().flatMap(found -> found.distancesMm().stream()).reduce(Range::with));
      }
    }
  }

  /** What windows must meet, for a message; empty if any will do. */
  private String rules(String meet) {
    List<String> rules = NegativeWords.rules(wanted);
    return rules.isEmpty() ? "" : " that " + meet + " " + String.join(" and ", rules);
  }

  private static FalseAlarmCounts counts(List<Found> cases) {
    return cases.stream()
        .map(found -> found.check().alarms())
        .reduce(FalseAlarmCounts.NONE, FalseAlarmCounts::plus);
  }

  /** What became of a list of false alarms, of all cases together. */
  BackgroundCheck check(List<Found> cases, List<String> names) {
    BackgroundCheck sum =
        cases.stream().map(Found::check).reduce(BackgroundCheck.NONE, BackgroundCheck::plus);
    int unknown = alarms.map(list -> list.unknown(names)).orElse(0);
    return sum.plus(new FalseAlarmCounts(0, 0, unknown, 0, 0, 0, 0, 0));
  }
}
