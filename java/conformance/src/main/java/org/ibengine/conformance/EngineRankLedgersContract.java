package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.Ledger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledgers of several ranks of an epoch, each by itself and merged. */
public interface EngineRankLedgersContract extends EngineSource {
  /** A batch of one: at most steps some ranks have not been given what others have. */
  private EngineOptions ofRanks(int worldSize) {
    return options().batchSize(1).rank(0, worldSize).localRanks(worldSize);
  }

  private static Set<String> names(List<Ledger.Row> rows) {
    return rows.stream()
        .map(row -> row.caseName() + "#" + row.instanceId())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the next batch of that epoch shows, filler included. */
  private static Set<String> shown(Epoch epoch) {
    return epoch.next().items().stream()
        .filter(BatchItem::positive)
        .map(item -> item.caseName() + "#" + item.instance().id())
        .collect(Collectors.toSet());
  }

  private List<Epoch> epochs(IbEngine engine, int worldSize) {
    List<Epoch> epochs = new ArrayList<>(List.of(engine.epoch(4)));
    for (int rank = 1; rank < worldSize; rank++) {
      epochs.add(engine.forRank(rank).epoch(4));
    }
    return epochs;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  default void neverSeenIsWhatNoRankWasGivenAndNeverSeenHereWhatThisOneWasNot(int worldSize) {
    try (IbEngine engine = volumes(ofRanks(worldSize))) {
      List<Epoch> epochs = epochs(engine, worldSize);
      Set<String> all = names(epochs.get(0).ledger().instances());
      Set<String> missing = new TreeSet<>(all);
      List<Set<String>> missingHere = new ArrayList<>();
      epochs.forEach(epoch -> missingHere.add(new TreeSet<>(all)));
      for (int step = 0; step < epochs.get(0).steps(); step++) {
        for (int rank = 0; rank < worldSize; rank++) {
          Set<String> shown = shown(epochs.get(rank));
          missing.removeAll(shown);
          missingHere.get(rank).removeAll(shown);
        }
        for (int rank = 0; rank < worldSize; rank++) {
          Ledger ledger = epochs.get(rank).ledger();
          assertEquals(missing, names(ledger.neverSeen()), "step " + step);
          assertEquals(missingHere.get(rank), names(ledger.neverSeenHere()), "step " + step);
        }
      }
      assertEquals(Set.of(), missing);
    }
  }

  @Test
  default void theLedgersOfAllRanksMergeToWhatWasReallyDelivered() {
    try (IbEngine engine = volumes(ofRanks(3))) {
      List<Epoch> epochs = epochs(engine, 3);
      epochs.forEach(epoch -> epoch.forEach(batch -> {}));
      Ledger merged = Ledger.merge(epochs.stream().map(Epoch::ledger).toList());
      assertEquals(3, merged.worldSize());
      assertEquals(Map.of(0, 4, 1, 4, 2, 4), merged.steps());
      merged.instances().forEach(row -> assertEquals(row.planned(), row.delivered()));
      assertEquals(5, merged.instances().stream().mapToInt(Ledger.Row::delivered).sum());
      assertEquals(new Ledger.Count(2, 2), merged.filler());
      merged.negatives().values().forEach(of -> assertEquals(of.planned(), of.delivered()));
      assertEquals(List.of(), merged.neverSeen());
      assertEquals(List.of(), merged.neverSeenHere());
    }
  }

  @Test
  default void aMergedLedgerGoesByTheStepOfEachRankAndStaysAsItIs() {
    try (IbEngine engine = volumes(ofRanks(2))) {
      List<Epoch> epochs = epochs(engine, 2);
      Set<String> missing = names(epochs.get(0).ledger().instances());
      for (int step = 0; step < 4; step++) {
        missing.removeAll(shown(epochs.get(0)));
      }
      missing.removeAll(shown(epochs.get(1))); // three steps behind
      Ledger merged = Ledger.merge(epochs.stream().map(Epoch::ledger).toList());
      epochs.get(1).forEach(batch -> {});
      assertEquals(Map.of(0, 4, 1, 1), merged.steps());
      assertEquals(missing, names(merged.neverSeen()));
      assertEquals(missing, names(merged.neverSeenHere()));
    }
  }

  @Test
  default void ledgersThatDoNotBelongTogetherAreNotMerged() {
    try (IbEngine engine = volumes(ofRanks(2));
        IbEngine more = volumes(ofRanks(2).repeats(2).rank(1, 2));
        IbEngine wider = volumes(ofRanks(4).rank(1, 4));
        Epoch first = engine.epoch(4);
        Epoch second = engine.forRank(1).epoch(5);
        Epoch repeated = more.epoch(4);
        Epoch ofFour = wider.epoch(4);
        Epoch validation = engine.validation()) {
      Ledger ledger = first.ledger();
      assertRefused("none", List.of());
      assertRefused("rank 0 is in two", List.of(ledger, ledger));
      assertRefused("epoch 0 of seed 4 and epoch 0 of seed 5", List.of(ledger, second.ledger()));
      assertRefused("seed 4 and validation", List.of(ledger, validation.ledger()));
      assertRefused("world size, were of 2 and 4", List.of(ledger, ofFour.ledger()));
      assertRefused("same dataset", List.of(ledger, repeated.ledger()));
    }
  }

  private static void assertRefused(String why, List<Ledger> ledgers) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Ledger.merge(ledgers)).getMessage();
    assertTrue(message.contains(why), message);
  }
}
