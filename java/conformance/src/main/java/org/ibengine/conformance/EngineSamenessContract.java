package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.plan.Placement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same seed gives the same bytes, whatever else differs. */
public interface EngineSamenessContract extends EngineSource {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  default void theNumberOfThreadsChangesNothing(int threads) {
    assertEquals(
        Delivered.epoch(volumes(options().backend("reference").threads(1)), 5, 2),
        Delivered.epoch(volumes(options().threads(threads)), 5, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  default void theNumberOfRanksChangesNoGlobalBatch(int worldSize) {
    assertEquals(
        Delivered.ofAllRanks(this, options().batchSize(24), 1),
        Delivered.ofAllRanks(this, options().batchSize(Delivered.options24(worldSize)), worldSize));
  }

  @Test
  default void volumesOnDiskAndInMemoryGiveTheSame() {
    EngineOptions tight = tight(options());
    try (IbEngine engine = volumes(tight)) {
      assertTrue(engine.memory().sourcesOnDisk() > 0, engine.memory().toString());
      assertEquals(Delivered.epoch(volumes(options()), 5, 0), Delivered.rest(engine.epoch(5)));
    }
  }

  @Test
  default void patchesDecodedForEveryBatchAndKeptGiveTheSame() {
    EngineOptions options = offDevice(options().threads(1));
    long all;
    List<Delivered> kept;
    try (IbEngine engine = patches(options)) {
      all = engine.memory().totalBytes();
      assertEquals(0, engine.memory().sourcesOnDisk());
      kept = Delivered.rest(engine.epoch(5));
    }
    try (IbEngine engine = patches(options.maxMemory(all - 1))) {
      assertTrue(engine.memory().sourcesOnDisk() > 0, engine.memory().toString());
      assertTrue(engine.memory().totalBytes() < all, engine.memory().toString());
      assertEquals(kept, Delivered.rest(engine.epoch(5)));
    }
  }

  @Test
  default void bothLayoutsGiveTheSameReferencePatches() {
    EngineOptions options = options().placement(Placement.REFERENCE);
    assertEquals(Delivered.epoch(volumes(options), 5, 1), Delivered.epoch(patches(options), 5, 1));
  }

  @Test
  default void seedsAndEpochsDiffer() {
    List<Delivered> first = Delivered.epoch(volumes(options()), 5, 0);
    assertNotEquals(first, Delivered.epoch(volumes(options()), 5, 1));
    assertNotEquals(first, Delivered.epoch(volumes(options()), 6, 0));
  }

  @Test
  default void theNextEpochIsTheSameWhetherItWasPreparedAheadOrNot() {
    try (IbEngine engine = volumes(options())) {
      Delivered.rest(engine.epoch(5, 0));
      assertEquals(Delivered.epoch(volumes(options()), 5, 1), Delivered.rest(engine.epoch(5, 1)));
      // Epoch 2 was begun ahead and is not wanted.
      assertEquals(Delivered.epoch(volumes(options()), 5, 7), Delivered.rest(engine.epoch(5, 7)));
    }
  }

  private static void checkResumed(IbEngine opened, IbEngine other, boolean validation) {
    try (IbEngine engine = opened;
        IbEngine elsewhere = other) {
      List<List<Delivered>> batches = new ArrayList<>();
      List<String> tokens = new ArrayList<>();
      try (Epoch epoch = validation ? engine.validation() : engine.epoch(9, 3)) {
        tokens.add(epoch.state());
        for (Batch batch : epoch) {
          batches.add(Delivered.of(batch));
          tokens.add(epoch.state());
        }
      }
      assertEquals(batches.size() + 1, tokens.size());
      for (int step = 0; step < tokens.size(); step++) {
        List<Delivered> rest = new ArrayList<>();
        batches.subList(step, batches.size()).forEach(rest::addAll);
        assertEquals(rest, Delivered.rest(engine.resume(tokens.get(step))), "step " + step);
        assertEquals(rest, Delivered.rest(elsewhere.resume(tokens.get(step))), "step " + step);
      }
    }
  }

  @Test
  default void anEpochResumedAtAnyStepGoesOnUnchanged() {
    checkResumed(volumes(options()), volumes(options().threads(1)), false);
    checkResumed(patches(options()), patches(options().threads(1)), false);
  }

  @Test
  default void aValidationResumedAtAnyStepGoesOnUnchanged() {
    checkResumed(volumes(options()), volumes(options().prefetch(2)), true);
  }

  @Test
  default void anEpochGoesOnUnderAnotherNumberOfRanks() {
    String token;
    List<Delivered> rest;
    try (IbEngine engine = volumes(options().batchSize(4));
        Epoch epoch = engine.epoch(5)) {
      epoch.next();
      token = epoch.state();
      rest = Delivered.rest(epoch);
    }
    List<List<Delivered>> shares = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      try (IbEngine engine = volumes(options().batchSize(2).rank(rank, 2))) {
        shares.add(Delivered.rest(engine.resume(token)));
      }
    }
    List<Delivered> joined = new ArrayList<>();
    for (int from = 0; from < shares.get(0).size(); from += 2) {
      joined.addAll(shares.get(0).subList(from, from + 2));
      joined.addAll(shares.get(1).subList(from, from + 2));
    }
    assertEquals(rest, joined);
  }

  @Test
  default void aTokenOfOtherOptionsOrAnotherKindOfTextIsRefused() {
    String token;
    try (IbEngine engine = volumes(options().batchSize(4));
        Epoch epoch = engine.epoch(5)) {
      token = epoch.state();
    }
    try (IbEngine engine = volumes(options().batchSize(2))) {
      assertThrows(IllegalArgumentException.class, () -> engine.resume(token));
      assertThrows(IllegalArgumentException.class, () -> engine.resume(""));
      assertThrows(IllegalArgumentException.class, () -> engine.resume("{\"ibEpoch\":1}"));
      assertEquals(
          Delivered.epoch(volumes(options().batchSize(2)), 5, 0), Delivered.rest(engine.epoch(5)));
    }
  }
}
