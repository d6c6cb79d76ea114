package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.index.Layout;
import org.ibengine.plan.Negatives;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four cases with 1, 2, 3 and 4 lesions, 10 in all. */
class EpochWeightsTest {
  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = new RandomCases(13, 4).dataset().prepare(folder, Layout.VOLUMES);
  }

  private static EngineOptions options() {
    return RandomCases.options(Negatives.GRID).repeats(6).batchSize(4);
  }

  private static Map<String, Integer> planned(Epoch epoch) {
    Map<String, Integer> counts = new TreeMap<>();
    epoch
        .ledger()
        .instances()
        .forEach(row -> counts.put(row.caseName() + "#" + row.instanceId(), row.planned()));
    return counts;
  }

  private static List<String> rest(Epoch epoch) {
    List<String> rest = new ArrayList<>();
    epoch.iterator().forEachRemaining(batch -> rest.add(batch.items().toString()));
    return rest;
  }

  @Test
  void casesAndInstancesAreShownInProportionAndTheTotalStays() {
    try (IbEngine engine = IbEngine.open(dataset, options())) {
      engine.weights(Map.of("case0", 3.0, "case1", 0.0, "case3#2", 2.0, "case3", 0.5));
      try (Epoch epoch = engine.epoch(1)) {
        Map<String, Integer> counts = planned(epoch);
        assertEquals(60, counts.values().stream().mapToInt(Integer::intValue).sum());
        // Weights 3; 0, 0; 1, 1, 1; 0.5, 1, 0.5, 0.5: a sum of 8.5 that stands for 60 patches.
        double each = 60 / 8.5;
        Map<String, Double> expected =
            Map.of(
                "case0#1", 3 * each, "case1#1", 0.0, "case1#2", 0.0, "case2#1", each, "case3#1",
                each / 2, "case3#2", each);
        expected.forEach(
            (name, count) -> assertTrue(Math.abs(counts.get(name) - count) < 1, name + counts));
        epoch
            .ledger()
            .instances()
            .forEach(
                row ->
                    assertEquals(
                        expected.getOrDefault(
                            row.caseName() + "#" + row.instanceId(), row.expected()),
                        row.expected(),
                        1e-9));
      }
    }
  }

  @Test
  void aResumedEpochAndThoseAfterItAreEqual() {
    String state;
    List<String> rest;
    List<String> next;
    try (IbEngine engine = IbEngine.open(dataset, options())) {
      engine.weights(Map.of("case2", 4.0, "case3#1", 0.25));
      try (Epoch epoch = engine.epoch(3)) {
        epoch.next();
        state = epoch.state();
        rest = rest(epoch);
      }
      try (Epoch epoch = engine.epoch(3, 1)) {
        next = rest(epoch);
      }
    }
    assertTrue(
        state.startsWith("{\"ibEpoch\":3,")
            && state.contains("\"weights\":{\"case2\":4.0,\"case3#1\":0.25}"),
        state);
    try (IbEngine engine = IbEngine.open(dataset, options())) {
      try (Epoch epoch = engine.resume(state)) {
        assertEquals(rest, rest(epoch));
      }
      try (Epoch epoch = engine.epoch(3, 1)) {
        assertEquals(next, rest(epoch));
      }
    }
  }

  @Test
  void anEpochThatWasBegunAheadIsNotUsedOnceWeightsChange() {
    List<String> plain;
    List<String> weighted;
    try (IbEngine engine = IbEngine.open(dataset, options())) {
      try (Epoch epoch = engine.epoch(3, 1)) {
        plain = rest(epoch);
      }
      engine.weights(Map.of("case0", 5.0));
      try (Epoch epoch = engine.epoch(3, 1)) {
        weighted = rest(epoch);
      }
    }
    assertNotEquals(plain, weighted);
    try (IbEngine engine = IbEngine.open(dataset, options())) {
      try (Epoch epoch = engine.epoch(3, 0)) {
        rest(epoch); // begins epoch 1 ahead
      }
      engine.weights(Map.of("case0", 5.0));
      try (Epoch epoch = engine.epoch(3, 1)) {
        assertEquals(weighted, rest(epoch));
      }
      engine.weights(Map.of());
      try (Epoch epoch = engine.epoch(3, 1)) {
        assertEquals(plain, rest(epoch));
        assertTrue(epoch.token().startsWith("{\"ibEpoch\":1,"), epoch.token());
      }
    }
  }

  @Test
  void unknownNamesAndBadFactorsAreRefused() {
    try (IbEngine engine = IbEngine.open(dataset, options())) {
      for (String name : List.of("case9", "case0#2", "case0#", "#1", "case0#01")) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> engine.weights(Map.of(name, 1.0)))
                .getMessage();
        assertTrue(message.endsWith("nor an instance " + name), message);
      }
      for (double factor : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
        assertThrows(IllegalArgumentException.class, () -> engine.weights(Map.of("case0", factor)));
      }
      engine.weights(Map.of("case0", 0.0, "case1", 0.0, "case2", 0.0, "case3", 0.0));
      assertThrows(IllegalArgumentException.class, () -> engine.epoch(0));
      engine.weights(Map.of());
      engine.epoch(0).close();
    }
  }
}
