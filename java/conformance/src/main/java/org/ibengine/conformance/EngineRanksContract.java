package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.FutureTask;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.MemoryForecast;
import org.junit.jupiter.api.Test;

/** Several ranks of one engine in one process. */
public interface EngineRanksContract extends EngineSource {
  private EngineOptions three() {
    return options().rank(0, 3).localRanks(3);
  }

  @Test
  default void everyRankGivesWhatAnEngineOfItsOwnWouldGiveAlsoAtTheSameTime() throws Exception {
    try (IbEngine engine = volumes(three())) {
      List<IbEngine> ranks = List.of(engine, engine.forRank(1), engine.forRank(2));
      List<FutureTask<List<Delivered>>> runs =
          ranks.stream()
              .map(rank -> new FutureTask<>(() -> Delivered.rest(rank.epoch(5, 1))))
              .toList();
      runs.forEach(run -> new Thread(run).start());
      for (int rank = 0; rank < 3; rank++) {
        assertEquals(Delivered.epoch(volumes(options().rank(rank, 3)), 5, 1), runs.get(rank).get());
      }
    }
  }

  @Test
  default void volumesCountOnceAndBatchesOnceARank() {
    try (IbEngine one = volumes(options().rank(0, 3));
        IbEngine engine = volumes(three())) {
      MemoryForecast alone = one.memory();
      MemoryForecast together = engine.memory();
      assertEquals(alone.volumeBytes(), together.volumeBytes());
      assertEquals(3 * alone.ringBytes(), together.ringBytes());
    }
  }

  @Test
  default void closingARankEndsItsEpochsAlone() {
    try (IbEngine engine = volumes(three());
        Epoch epoch = engine.epoch(5)) {
      IbEngine second = engine.forRank(1);
      Epoch ended = second.epoch(5);
      ended.next();
      second.close();
      assertThrows(IllegalStateException.class, ended::next);
      assertThrows(IllegalStateException.class, () -> second.epoch(5));
      assertTrue(epoch.next().items().size() > 0);
      assertEquals(0, second.slotsTaken());
    }
  }

  @Test
  default void closingTheEngineClosesAllItsRanks() {
    IbEngine engine = volumes(three());
    IbEngine second = engine.forRank(1);
    Epoch epoch = second.epoch(5);
    epoch.next();
    engine.close();
    assertThrows(IllegalStateException.class, epoch::next);
    assertThrows(IllegalStateException.class, () -> second.epoch(5));
    assertThrows(IllegalStateException.class, () -> engine.forRank(1));
    epoch.close();
    assertEquals(0, second.slotsTaken());
  }

  @Test
  default void moreRanksThanWereAllowedAreRefusedUntilOneIsClosed() {
    try (IbEngine engine = volumes(options().rank(0, 3).localRanks(2))) {
      IbEngine second = engine.forRank(1);
      assertThrows(IllegalStateException.class, () -> engine.forRank(2));
      assertThrows(IllegalStateException.class, () -> second.forRank(2));
      second.close();
      engine.forRank(2);
    }
    try (IbEngine engine = volumes(three())) {
      assertThrows(IllegalArgumentException.class, () -> engine.forRank(3));
      assertThrows(IllegalArgumentException.class, () -> engine.forRank(-1));
    }
  }
}
