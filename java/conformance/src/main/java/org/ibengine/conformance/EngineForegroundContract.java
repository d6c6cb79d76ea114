package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.ForegroundLog;
import org.ibengine.IbEngine;
import org.ibengine.Ledger;
import org.ibengine.RatioSummary;
import org.ibengine.plan.Placement;
import org.ibengine.plan.Sampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The foreground of patches, counted as they are gathered, and its log. */
public interface EngineForegroundContract extends EngineSource {
  private EngineOptions counted() {
    return options().augmentation(EngineContentContract.WILD).foregroundCounts(true);
  }

  /** Of each patch, counted from the delivered label. */
  private static int[] ofLabels(Batch batch) {
    int[] counts = new int[batch.items().size()];
    for (int i = 0; i < counts.length; i++) {
      for (float value : Delivered.channel(batch.label(), i, 0)) {
        counts[i] += value > 0 ? 1 : 0;
      }
    }
    return counts;
  }

  private static int checked(Epoch epoch) {
    int sum = 0;
    for (Batch batch : epoch) {
      assertArrayEquals(ofLabels(batch), batch.foreground(), "step " + batch.step());
      sum += Arrays.stream(batch.foreground()).sum();
    }
    return sum;
  }

  private static void checkEpochs(IbEngine opened) {
    try (IbEngine engine = opened) {
      int sum = 0;
      for (int number = 0; number < 3; number++) {
        try (Epoch epoch = engine.epoch(11, number)) {
          sum += checked(epoch);
        }
      }
      try (Epoch validation = engine.validation()) {
        sum += checked(validation);
      }
      assertTrue(sum > 0);
    }
  }

  @Test
  default void countsAreThoseOfTheLabels() {
    checkEpochs(volumes(counted()));
    checkEpochs(patches(counted()));
    checkEpochs(volumes(counted().placement(Placement.CENTRE)));
    checkEpochs(volumes(counted().sampler(Sampler.UNIFORM).steps(6)));
    checkEpochs(volumes(counted().patchSize(16, 16, 17)));
    checkEpochs(volumes(tight(counted().batchSize(1).prefetch(2))));
    checkEpochs(volumes(offDevice(counted().batchSize(1))));
  }

  @Test
  default void nothingElseOfAnEpochChanges() {
    EngineOptions plain = counted().foregroundCounts(false);
    assertEquals(Delivered.epoch(volumes(plain), 5, 1), Delivered.epoch(volumes(counted()), 5, 1));
  }

  @Test
  default void countsAndTheirLogComeOnlyWhereTheyWereAskedFor() {
    try (IbEngine engine = volumes(options());
        Epoch epoch = engine.epoch(1)) {
      Batch batch = epoch.next();
      assertFalse(batch.hasForeground());
      String message = assertThrows(IllegalStateException.class, batch::foreground).getMessage();
      assertTrue(message.contains("EngineOptions.foregroundCounts"), message);
      assertTrue(epoch.ledger().foreground().isEmpty());
    }
    try (IbEngine engine = volumes(counted());
        Epoch epoch = engine.epoch(1)) {
      Batch batch = epoch.next();
      assertArrayEquals(new long[] {3, 1, 1, 1, 1}, batch.tensors().get(2).shape());
      batch.close();
      assertThrows(IllegalStateException.class, batch::foreground);
    }
  }

  private static ForegroundLog log(Epoch epoch) {
    epoch.forEach(batch -> {});
    return epoch.ledger().foreground().orElseThrow();
  }

  @Test
  default void theLogHasALineForEachDeliveredPatchWithoutFiller() {
    try (IbEngine engine = volumes(counted().batchSize(4));
        Epoch epoch = engine.epoch(4, 2)) {
      List<ForegroundLog.Entry> expected = new ArrayList<>();
      boolean filler = false;
      for (Batch batch : epoch) {
        int[] counts = ofLabels(batch);
        for (int item = 0; item < counts.length; item++) {
          var shown = batch.items().get(item);
          filler |= shown.filler();
          if (!shown.filler()) {
            int id = shown.positive() ? shown.instance().id() : 0;
            expected.add(
                new ForegroundLog.Entry(
                    "2", batch.step(), 0, item, shown.caseName(), id, counts[item], 100));
          }
        }
      }
      assertTrue(filler);
      assertEquals(expected, epoch.ledger().foreground().orElseThrow().entries());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  default void theLogOfAResumedEpochIsTheTailOfTheUninterruptedOne(int step) {
    ForegroundLog all;
    String state;
    try (IbEngine engine = volumes(counted())) {
      try (Epoch epoch = engine.epoch(4)) {
        all = log(epoch);
      }
      try (Epoch epoch = engine.epoch(4)) {
        for (int i = 0; i < step; i++) {
          epoch.next();
        }
        state = epoch.state();
      }
    }
    try (IbEngine engine = volumes(counted());
        Epoch epoch = engine.resume(state)) {
      assertEquals(all.entries().subList(3 * step, all.entries().size()), log(epoch).entries());
    }
  }

  @Test
  default void ledgersOfRanksTogetherLogWhatOneWouldHaveSeen() {
    List<Ledger> ledgers = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      try (IbEngine engine = volumes(counted().rank(rank, 2));
          Epoch epoch = engine.epoch(4)) {
        log(epoch);
        ledgers.add(epoch.ledger());
      }
    }
    ForegroundLog merged = Ledger.merge(ledgers).foreground().orElseThrow();
    try (IbEngine engine = volumes(counted().batchSize(6));
        Epoch epoch = engine.epoch(4)) {
      ForegroundLog one = log(epoch);
      assertEquals(
          one.entries().stream().map(ForegroundLog.Entry::foreground).toList(),
          merged.entries().stream().map(ForegroundLog.Entry::foreground).toList());
      RatioSummary summary = one.summary().orElseThrow();
      assertEquals(summary, merged.summary().orElseThrow());
      assertEquals(10, summary.patches());
      assertEquals(0.5, summary.zeroShare(), 1e-12);
    }
  }
}
