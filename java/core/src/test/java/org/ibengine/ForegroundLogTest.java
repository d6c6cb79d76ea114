package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForegroundLogTest {
  private static ForegroundLog of(long voxels, int... counts) {
    List<ForegroundLog.Entry> entries = new ArrayList<>();
    for (int count : counts) {
      entries.add(
          new ForegroundLog.Entry("3", 1, 0, entries.size(), "a, b", count % 2, count, voxels));
    }
    return new ForegroundLog(entries);
  }

  /** numpy.mean, std, percentile and histogram(bins=20, range=(0, 1)) of the same numbers. */
  @Test
  void theSummaryIsThatOfNumpy() {
    RatioSummary summary = of(100, 0, 0, 7, 15, 1, 100, 99, 5, 50).summary().orElseThrow();
    assertEquals(9, summary.patches());
    assertEquals(0.30777777777777776, summary.mean(), 1e-15);
    assertEquals(0.39546815513817934, summary.sd(), 1e-15);
    assertEquals(0, summary.min());
    assertEquals(1, summary.max());
    assertEquals(List.of(0.0, 0.01, 0.07, 0.5, 0.996), summary.quantiles());
    assertEquals(2 / 9.0, summary.zeroShare(), 1e-15);
    assertEquals(
        List.of(3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2), summary.histogram());
  }

  /**
   * Its edges are multiples of the float64 0.05: 0.15, 0.3, 0.35, 0.6, 0.7, 0.85 and 0.95 lie below
   * theirs.
   */
  @Test
  void edgesOfBinsAreThoseOfNumpy() {
    List<Integer> bins = new ArrayList<>();
    for (int count = 0; count <= 100; count += 5) {
      bins.add(of(100, count).summary().orElseThrow().histogram().indexOf(1));
    }
    assertEquals(
        List.of(0, 1, 2, 2, 4, 5, 5, 6, 8, 9, 10, 11, 11, 13, 13, 15, 16, 16, 18, 18, 19), bins);
  }

  @Test
  void nothingHasNoSummary() {
    assertTrue(of(100).summary().isEmpty());
  }

  @Test
  void linesAreAsDocumented() {
    assertEquals(
        "epoch,step,rank,item,case,instance,foreground,voxels\n"
            + "3,1,0,0,\"a, b\",1,7,100\n"
            + "3,1,0,1,\"a, b\",,0,100\n",
        of(100, 7, 0).toCsv());
  }

  /** Rounded as C does: half to even, of the exact binary value. */
  @Test
  void publishedLinesAreRatiosWithSixDecimals() {
    assertEquals("0.333333\n1.000000\n0.000000\n", of(3, 1, 3, 0).toPublished());
    assertEquals("0.000000\n0.000001\n", of(2_097_152, 1, 3).toPublished());
    assertEquals("0.000153\n", of(32_768, 5).toPublished());
    assertEquals("0.000008\n", of(2_000_000, 15).toPublished());
  }
}
