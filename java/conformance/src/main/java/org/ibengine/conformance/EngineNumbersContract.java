package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.junit.jupiter.api.Test;

/** Numbers that no machine has room for are refused at open, in one line with the sum. */
public interface EngineNumbersContract extends EngineSource {
  int MOST = Integer.MAX_VALUE;

  private void assertRefused(String why, EngineOptions options) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> volumes(options).close()).getMessage();
    assertTrue(message.contains(why), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  default void noPrefetchIsSoLargeThatItsBatchesCountForLessThanTheyTake() {
    EngineOptions trainingOnly = options().validationOfAll(false);
    assertRefused("2147483647 batches of ", trainingOnly.prefetch(MOST));
    assertRefused("2147483649 batches of ", trainingOnly.fold(0, 3).prefetch(MOST));
    assertRefused("2147483649 batches of ", options().prefetch(MOST));
    assertRefused("(2 of them for validation)", options().prefetch(MOST));
    assertRefused("4611686016279904256 batches", options().prefetch(MOST - 1).localRanks(MOST));
  }

  @Test
  default void batchesOfAnySizeAreCountedInFull() {
    EngineOptions largest = options().patchSize(65_536, 65_536, 65_536);
    assertRefused("need ", largest);
    assertRefused("9223372036854775807 or more", largest.batchSize(65_536).prefetch(MOST));
    assertRefused("need ", largest.batchSize(65_536).localRanks(MOST));
  }

  @Test
  default void aTokenWhoseSeedNoLongHoldsIsRefusedInsteadOfCut() {
    try (IbEngine engine = volumes(options());
        Epoch epoch = engine.epoch(4)) {
      String cut = epoch.state().replace("\"seed\":4", "\"seed\":18446744073709551620"); // 2^64 + 4
      String message =
          assertThrows(IllegalArgumentException.class, () -> engine.resume(cut)).getMessage();
      assertTrue(message.contains("18446744073709551620"), message);
    }
  }

  @Test
  default void plansThatNoHeapHoldsAreRefusedWithTheirSum() {
    assertRefused("asked for were 21474836472 (", options().repeats(MOST)); // 10 · MOST, filled up
    assertRefused("5000000000 of background", options().negativesPerPositive(1e9));
    assertRefused("9223372036854775807 or more", options().negativesPerPositive(1e300));
    assertRefused(
        "9223372036854775807 or more", options().negativesPerPositive(1e300).repeats(MOST));
    assertRefused("asked for were 2147483647 (", options().batchSize(1).rank(0, MOST));
    assertRefused("3 × 2147483647 = 6442450941", options().rank(0, MOST));
  }
}
