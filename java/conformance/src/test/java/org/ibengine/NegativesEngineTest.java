package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ibengine.index.Layout;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.PatchRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strategies of background over random cases, compared with plain loops over their label maps. */
class NegativesEngineTest {
  @TempDir static Path folder;
  private static final RandomCases CASES = new RandomCases(13, 4);
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = CASES.dataset().prepare(folder, Layout.VOLUMES);
  }

  private static EngineOptions options(Negatives negatives) {
    return RandomCases.options(negatives);
  }

  private static EngineOptions options(String negatives) {
    return RandomCases.options(Negatives.parse(negatives));
  }

  private static List<PatchRequest> negatives(Epoch epoch) {
    return epoch.plan().requests().stream()
        .filter(request -> !request.positive() && !request.filler())
        .toList();
  }

  private static List<PatchRequest> negatives(EngineOptions options, long seed) {
    try (IbEngine engine = IbEngine.open(dataset, options);
        Epoch epoch = engine.epoch(seed)) {
      return negatives(epoch);
    }
  }

  private static String name(PatchRequest request) {
    return request.caseName() + request.corner();
  }

  @Test
  void anywhereIsEveryFreeWindowOnceBeforeAnyTwice() {
    Set<String> free = CASES.free(0, Double.POSITIVE_INFINITY);
    int positives;
    try (IbEngine engine = IbEngine.open(dataset, options("anywhere"))) {
      positives = engine.pool().positives().size();
      assertEquals(free.size(), engine.pool().negatives().count());
    }
    double ratio = 2.0 * free.size() / positives;
    Map<String, Integer> seen = new HashMap<>();
    negatives(options("anywhere").negativesPerPositive(ratio), 1)
        .forEach(request -> seen.merge(name(request), 1, Integer::sum));
    assertEquals(free, seen.keySet());
    assertEquals(Set.of(2), new HashSet<>(seen.values()));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void ringsAreAtTheDistancesThatWereAskedFor(long seed) {
    Set<String> ring = CASES.free(4, 8);
    List<PatchRequest> drawn = negatives(options("ring:4-8"), seed);
    assertTrue(drawn.size() > 20 && ring.size() > 20);
    for (PatchRequest request : drawn) {
      assertTrue(ring.contains(name(request)), name(request));
      assertEquals("ring", request.stratum());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grid", "anywhere", "ring:2-9"})
  void theLeastDistanceHoldsForEveryPart(String parts) {
    Set<String> far = CASES.free(6, Double.POSITIVE_INFINITY);
    List<PatchRequest> drawn = negatives(options(Negatives.parse(parts).minDistanceMm(6)), 3);
    assertTrue(drawn.size() > 20);
    drawn.forEach(request -> assertTrue(far.contains(name(request)), name(request)));
  }

  @Test
  void quotasAreExact() {
    List<PatchRequest> drawn = negatives(options("ring:2-9:0.3,anywhere:0.5,grid:0.2"), 5);
    Map<String, Integer> counts = new TreeMap<>();
    drawn.forEach(request -> counts.merge(request.stratum(), 1, Integer::sum));
    assertEquals(50, drawn.size()); // 10 lesions, five each
    assertEquals(Map.of("anywhere", 25, "grid", 10, "ring", 15), counts);
  }

  /** Chi-square of all draws of 400 seeds over all windows of the part. */
  @ParameterizedTest
  @CsvSource({"anywhere,0,Infinity", "ring:2-9,2,9"})
  void everyWindowOfAPartIsEquallyLikely(String part, double minMm, double maxMm) {
    Set<String> free = CASES.free(minMm, maxMm);
    Map<String, Integer> seen = new HashMap<>();
    int draws = 0;
    try (IbEngine engine = IbEngine.open(dataset, options(part))) {
      for (int seed = 0; seed < 400; seed++) {
        try (Epoch epoch = engine.epoch(seed)) {
          for (PatchRequest request : negatives(epoch)) {
            seen.merge(name(request), 1, Integer::sum);
            draws++;
          }
        }
      }
    }
    double expected = (double) draws / free.size();
    double chiSquare = 0;
    for (String window : free) {
      double off = seen.getOrDefault(window, 0) - expected;
      chiSquare += off * off / expected;
    }
    // Drawn without replacement within an epoch, so a little less than chi-square's own spread.
    double freedom = free.size() - 1;
    assertEquals(freedom, chiSquare, 4 * Math.sqrt(2 * freedom));
  }

  @Test
  void ranksAndResumedEpochsShowTheSamePlan() {
    EngineOptions options = options("ring:2-9:0.5,anywhere:0.5").batchSize(8);
    List<PatchRequest> alone;
    String token;
    List<String> rest = new ArrayList<>();
    try (IbEngine engine = IbEngine.open(dataset, options);
        Epoch epoch = engine.epoch(4, 2)) {
      alone = List.copyOf(epoch.plan().requests());
      epoch.next();
      token = epoch.state();
      epoch.iterator().forEachRemaining(batch -> rest.add(batch.items().toString()));
    }
    for (int ranks : new int[] {2, 8}) {
      EngineOptions shared = options.batchSize(8 / ranks).rank(ranks - 1, ranks);
      try (IbEngine engine = IbEngine.open(dataset, shared);
          Epoch epoch = engine.epoch(4, 2)) {
        assertEquals(alone, List.copyOf(epoch.plan().requests()));
      }
    }
    try (IbEngine engine = IbEngine.open(dataset, options);
        Epoch epoch = engine.resume(token)) {
      List<String> again = new ArrayList<>();
      epoch.iterator().forEachRemaining(batch -> again.add(batch.items().toString()));
      assertEquals(rest, again);
    }
  }

  @Test
  void aStateOfOtherNegativesIsNotResumed() {
    String state;
    try (IbEngine engine = IbEngine.open(dataset, options("ring:2-9"));
        Epoch epoch = engine.epoch(1)) {
      state = epoch.state();
    }
    try (IbEngine engine = IbEngine.open(dataset, options("ring:2-8"))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> engine.resume(state)).getMessage();
      assertTrue(
          message.contains("sampling.negatives.parts was [\"ring:2-9:1\"], is [\"ring:2-8:1\"]"),
          message);
    }
  }

  @Test
  void validationsDrawFromTheSameStrataAndAreAlwaysTheSame() {
    EngineOptions options = options("ring:2-9:0.5,grid:0.5").fold(0, 2);
    try (IbEngine engine = IbEngine.open(dataset, options)) {
      List<PatchRequest> first;
      try (Epoch epoch = engine.validation()) {
        first = List.copyOf(epoch.plan().requests());
      }
      try (Epoch epoch = engine.validation()) {
        assertEquals(first, List.copyOf(epoch.plan().requests()));
      }
      Set<String> heldOut = new HashSet<>(engine.roles().validation());
      Set<String> strata = new HashSet<>();
      for (PatchRequest request : first) {
        assertTrue(heldOut.contains(request.caseName()));
        strata.add(request.stratum());
      }
      assertEquals(Set.of("", "ring", "grid"), strata);
    }
  }
}
