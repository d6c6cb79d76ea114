package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.MemoryForecast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A validation shows what was held out, and all cases only where that was asked for. */
public interface EngineValidationContract extends EngineSource {
  private EngineOptions heldOutOnly() {
    return options().validationOfAll(false).batchSize(1);
  }

  private static Set<String> instances(List<Delivered> patches) {
    return patches.stream()
        .filter(patch -> patch.item().positive())
        .map(patch -> patch.item().caseName() + "#" + patch.item().instance().id())
        .collect(Collectors.toSet());
  }

  private static void assertNoValidation(Executable action) {
    String message = assertThrows(IllegalArgumentException.class, action).getMessage();
    for (String remedy :
        List.of("EngineOptions.fold", "--fold", "--split", "--validation-of-all")) {
      assertTrue(message.contains(remedy), message);
    }
  }

  @Test
  default void withoutAFoldThereIsNoValidationAndTheRefusalNamesTheRemedies() {
    String ofAll;
    try (IbEngine engine = volumes(options());
        Epoch validation = engine.validation()) {
      ofAll = validation.state();
    }
    try (IbEngine engine = volumes(heldOutOnly().rank(0, 2).localRanks(2));
        IbEngine other = engine.forRank(1)) {
      for (IbEngine rank : List.of(engine, other)) {
        assertEquals(OptionalInt.empty(), rank.validationSteps());
        assertNoValidation(rank::validation);
        assertNoValidation(() -> rank.resume(ofAll));
        assertEquals(5, Delivered.rest(rank.epoch(1)).size(), "the epoch itself is as ever");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  default void aFoldsValidationSharesNoCaseWithItsTraining(int split) {
    try (IbEngine engine = volumes(heldOutOnly().fold(split, 3).negativesPerPositive(0))) {
      Set<String> trained = instances(Delivered.rest(engine.epoch(1)));
      if (trained.size() < 5) { // else the case without a lesion is held out alone
        Set<String> shown = instances(Delivered.rest(engine.validation()));
        assertEquals(5, trained.size() + shown.size());
        assertTrue(shown.stream().noneMatch(trained::contains), trained + " " + shown);
        assertEquals(shown.size(), engine.validationSteps().getAsInt());
      }
    }
  }

  @Test
  default void theValidationOfAllShowsEveryInstanceOnceWithAFoldAndWithout() {
    EngineOptions ofAll = heldOutOnly().validationOfAll(true);
    for (EngineOptions options : List.of(ofAll, ofAll.fold(0, 3))) {
      try (IbEngine engine = volumes(options)) {
        List<Delivered> shown = Delivered.rest(engine.validation());
        assertEquals(5, instances(shown).size());
        assertEquals(10, shown.size());
        assertEquals(10, engine.validationSteps().getAsInt());
        List<Delivered> training = Delivered.epoch(volumes(options.validationOfAll(false)), 1, 0);
        assertEquals(training, Delivered.rest(engine.epoch(1)));
      }
    }
  }

  @Test
  default void memoryForBatchesOfAValidationIsTakenOnlyWhereThereIsOne() {
    long with = ringBytes(heldOutOnly().prefetch(2).fold(0, 3));
    long without = ringBytes(heldOutOnly().prefetch(2));
    assertFalse(without == 0);
    assertEquals(with, 2 * without); // 2 for the epoch, 2 for the validation
  }

  private long ringBytes(EngineOptions options) {
    try (IbEngine engine = volumes(options)) {
      MemoryForecast memory = engine.memory();
      return memory.ringBytes() + memory.device().ringBytes();
    }
  }
}
