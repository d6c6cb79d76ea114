package org.ibengine.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a study shows.
 *
 * @param cells by network in the order of their names, then by size
 */
public record RatioStudy(List<StudyCell> cells) {
  private record Key(String network, int size) {}

  public RatioStudy {
    cells = List.copyOf(cells);
  }

  /**
   * @param runs at least one
   */
  public static RatioStudy of(List<StudyRun> runs) {
    Map<Key, List<StudyRun>> byKey = new LinkedHashMap<>();
    runs.stream()
        .sorted(
            Comparator.comparing(StudyRun::network)
                .thenComparing(StudyRun::size)
                .thenComparing(StudyRun::number))
        .forEach(
            run ->
                byKey
                    .computeIfAbsent(new Key(run.network(), run.size()), none -> new ArrayList<>())
                    .add(run));
    return new RatioStudy(byKey.values().stream().map(StudyCell::of).toList());
  }

  /** Names, in the order of the cells. */
  public List<String> networks() {
    return cells.stream().map(StudyCell::network).distinct().toList();
  }

  /** Ascending. */
  public List<Integer> sizes() {
    return cells.stream().map(StudyCell::size).distinct().sorted().toList();
  }
}
