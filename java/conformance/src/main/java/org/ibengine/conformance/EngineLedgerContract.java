package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.Ledger;
import org.ibengine.plan.Balance;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is delivered is what was promised, and is counted. */
public interface EngineLedgerContract extends EngineSource {
  private static String nameOf(BatchItem item) {
    return item.caseName() + "#" + (item.positive() ? item.instance().id() : 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  default void overAllRanksEveryInstanceIsDeliveredExactlyAsOftenAsAskedFor(int worldSize) {
    Map<String, Integer> counts = new TreeMap<>();
    int steps = -1;
    for (int rank = 0; rank < worldSize; rank++) {
      EngineOptions options = options().repeats(3).rank(rank, worldSize);
      try (IbEngine engine = volumes(options);
          Epoch epoch = engine.epoch(4)) {
        assertTrue(steps < 0 || steps == epoch.steps());
        steps = epoch.steps();
        for (Batch batch : epoch) {
          assertEquals(3, batch.items().size());
          batch.items().stream()
              .filter(item -> !item.filler())
              .forEach(item -> counts.merge(nameOf(item), 1, Integer::sum));
        }
      }
    }
    int negatives = counts.remove("a_1#0") + counts.remove("a_2#0") + counts.remove("c#0");
    assertEquals(Map.of("a_1#1", 3, "a_1#2", 3, "a_1#3", 3, "a_2#1", 3, "b#1", 3), counts);
    assertEquals(15, negatives);
  }

  @Test
  default void theLedgerCountsWhatWasHandedOutAndNamesWhatWasNot() {
    try (IbEngine engine = volumes(options().negativesPerPositive(2));
        Epoch epoch = engine.epoch(4)) {
      Ledger ledger = epoch.ledger();
      assertEquals(5, ledger.neverSeen().size());
      Map<String, Integer> counts = new TreeMap<>();
      for (Batch batch : epoch) {
        batch.items().stream()
            .filter(item -> item.positive() && !item.filler())
            .forEach(item -> counts.merge(nameOf(item), 1, Integer::sum));
        Set<String> missing =
            ledger.neverSeen().stream()
                .map(row -> row.caseName() + "#" + row.instanceId())
                .collect(Collectors.toSet());
        assertEquals(5, missing.size() + counts.size());
        assertTrue(counts.keySet().stream().noneMatch(missing::contains));
      }
      for (Ledger.Row row : ledger.instances()) {
        assertEquals(List.of(1, 1), List.of(row.planned(), row.delivered()), row.toString());
        assertEquals(1, row.expected());
      }
      int negatives = ledger.negatives().values().stream().mapToInt(Ledger.Count::delivered).sum();
      assertEquals(10, negatives);
      assertEquals(0, ledger.filler().planned());
      assertEquals(new Ledger.Count(3, 3), ledger.cases().get("a_1"));
      assertTrue(ledger.toJson().contains("\"neverSeen\" : [ ]"), ledger.toJson());
    }
  }

  @Test
  default void anEpochResumedCountsWhatWasDeliveredBefore() {
    try (IbEngine engine = volumes(options())) {
      String token;
      try (Epoch epoch = engine.epoch(4)) {
        epoch.next();
        epoch.next();
        token = epoch.state();
      }
      try (Epoch epoch = engine.resume(token)) {
        epoch.forEach(Batch::close);
        assertEquals(List.of(), epoch.ledger().neverSeen());
      }
    }
  }

  @Test
  default void aBalanceShowsWithinOneOfWhatItPredicts() {
    EngineOptions options = options().repeats(20).balance(Balance.Kind.SIZE, -0.5);
    try (IbEngine engine = volumes(options);
        Epoch epoch = engine.epoch(4)) {
      epoch.forEach(Batch::close);
      int sum = 0;
      for (Ledger.Row row : epoch.ledger().instances()) {
        assertEquals(row.expected(), row.delivered(), 1, row.toString());
        sum += row.delivered();
      }
      assertEquals(100, sum);
    }
  }

  @Test
  default void jitteredPatchesHoldTheirWholeInstanceWhereItFits() {
    Size3 patch = TinyDataset.PATCH;
    try (IbEngine engine = volumes(options().repeats(20));
        Epoch epoch = engine.epoch(4)) {
      int held = 0;
      for (Batch batch : epoch) {
        for (BatchItem item : batch.items()) {
          if (item.positive() && item.instance().box().size().x() <= patch.x()) {
            Box box = item.instance().box();
            Index3 corner = item.corner();
            Box shown =
                new Box(
                    corner,
                    new Index3(
                        corner.x() + patch.x(), corner.y() + patch.y(), corner.z() + patch.z()));
            Index3 last = new Index3(box.end().x() - 1, box.end().y() - 1, box.end().z() - 1);
            assertTrue(shown.contains(box.begin()) && shown.contains(last), item.toString());
            held++;
          }
        }
      }
      assertTrue(held >= 80, held + " patches");
    }
  }

  @Test
  default void evenBatchesHaveTheSameMixToWithinOne() {
    EngineOptions options =
        options().batchSize(5).repeats(4).negativesPerPositive(1.5).evenBatches(true);
    try (IbEngine engine = volumes(options);
        Epoch epoch = engine.epoch(4)) {
      for (Batch batch : epoch) {
        long positives = batch.items().stream().filter(BatchItem::positive).count();
        assertEquals(2, positives, 1, "step " + batch.step());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  default void theValidationShowsEveryHeldOutInstanceOnceAndAlwaysTheSame(int split) {
    EngineOptions twoOfOnePerson =
        options().validationOfAll(false).fold(split, 3).subjects(Map.of("a_1", "a", "a_2", "a"));
    try (IbEngine engine = volumes(twoOfOnePerson.batchSize(1).negativesPerPositive(0))) {
      List<Delivered> training = Delivered.rest(engine.epoch(1));
      Set<String> trained = namesOf(training);
      List<String> heldOut = new ArrayList<>(engine.cases());
      heldOut.removeAll(trained); // c has no lesion, so it is never shown here
      assertEquals(trained.contains("a_1"), trained.contains("a_2"), "one subject, one fold");
      if (heldOut.equals(List.of("c"))) {
        assertThrows(IllegalArgumentException.class, engine::validation);
      } else {
        List<Delivered> first = Delivered.rest(engine.validation());
        assertTrue(heldOut.containsAll(namesOf(first)), heldOut + " " + first);
        assertEquals(5, positives(first) + positives(training));
        assertEquals(first, Delivered.rest(engine.validation()));
      }
    }
  }

  private static Set<String> namesOf(List<Delivered> patches) {
    return patches.stream().map(patch -> patch.item().caseName()).collect(Collectors.toSet());
  }

  private static long positives(List<Delivered> patches) {
    return patches.stream().filter(patch -> patch.item().positive()).count();
  }
}
