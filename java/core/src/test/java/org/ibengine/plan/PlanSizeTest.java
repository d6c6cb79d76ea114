package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class PlanSizeTest {
  private static final long GIB = 1L << 30;
  private static final int MOST = Integer.MAX_VALUE;

  private static PlanSize size(long instances, int batch, double ratio, int repeats) {
    return PlanSize.of(
        instances,
        new PlanOptions(
            new Size3(3, 5, 7),
            batch,
            ratio,
            repeats,
            Placement.JITTER,
            Augmentation.NONE,
            Balance.INSTANCE,
            false));
  }

  @Test
  void countsInstancesBackgroundAndWhatFillsTheLastBatch() {
    assertEquals(new PlanSize(15, 8, 24), size(5, 4, 0.5, 3)); // 7.5 rounds up
    assertEquals(new PlanSize(15, 0, 15), size(5, 5, 0, 3));
    assertEquals(new PlanSize(0, 0, 0), size(0, 5, 1, 3));
  }

  @Test
  void sumsAreRightBeyondAnInt() {
    assertEquals(9L * MOST, size(9, 2, 0, MOST).positives());
    assertEquals(18L * MOST, size(9, 2, 1, MOST).requests());
    assertEquals(MOST, size(9, MOST, 1, 1).requests());
    assertEquals(9_000_000_000L, size(9, 2, 1e9, 1).negatives());
    assertEquals(Long.MAX_VALUE, size(9, 2, 1e300, 1).requests());
    assertEquals(Long.MAX_VALUE, size(9, 2, Double.MAX_VALUE, MOST).requests());
  }

  @Test
  void aPlanThatTheHeapDoesNotHoldTwiceBesidesAsMuchAgainIsRefusedWithItsSum() {
    PlanSize fits = size(16_000_000, 1, 0, 1);
    assertDoesNotThrow(() -> fits.requireFits(GIB));
    String message =
        assertThrows(IllegalArgumentException.class, () -> fits.requireFits(GIB / 2)).getMessage();
    assertTrue(message.contains("536870912 bytes"), message);
    assertTrue(message.contains("asked for were 16000000 (16000000 of instances, 0"), message);
    assertTrue(message.contains("fewer repeats") && message.contains("-Xmx"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void noHeapHoldsMoreThanPositionsCanCount() {
    PlanSize fits = size(1 << 30, 1, 0, 1);
    assertDoesNotThrow(() -> fits.requireFits(Long.MAX_VALUE));
    PlanSize tooLarge = size((1 << 30) + 1, 1, 0, 1);
    assertThrows(IllegalArgumentException.class, () -> tooLarge.requireFits(Long.MAX_VALUE));
  }

  @Test
  void aPlannerRefusesWhatDoesNotFit() {
    PatchPool pool = Pools.random(5, 4, 4);
    PlanOptions options =
        new PlanOptions(
            new Size3(8, 6, 4),
            2,
            1,
            MOST,
            Placement.JITTER,
            Augmentation.NONE,
            Balance.INSTANCE,
            false);
    String sum = Long.toString(2L * MOST * pool.positives().size());
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Planner(pool, options)).getMessage();
    assertTrue(message.contains(sum), message);
  }
}
