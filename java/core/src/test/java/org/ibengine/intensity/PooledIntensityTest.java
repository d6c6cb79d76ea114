package org.ibengine.intensity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PooledIntensityTest {
  /** Values spread evenly from {@code min} to {@code max}. */
  private static IntensityStatistics even(long count, double min, double max) {
    List<Double> percentiles = new ArrayList<>();
    for (double p : IntensityStatistics.PERCENTAGES) {
      percentiles.add(min + (max - min) * (p / 100));
    }
    double sd = (max - min) / Math.sqrt(12);
    return new IntensityStatistics(count, min, max, (min + max) / 2, sd, percentiles);
  }

  private static IntensityStatistics constant(long count, double value) {
    List<Double> same = Collections.nCopies(IntensityStatistics.PERCENTAGES.size(), value);
    return new IntensityStatistics(count, value, value, value, 0, same);
  }

  @Test
  void ofOneCaseItIsThatCase() {
    PooledIntensity pooled = new PooledIntensity(List.of(even(7, -100, 300)));
    assertEquals(7, pooled.count());
    assertEquals(100, pooled.mean());
    assertEquals(400 / Math.sqrt(12), pooled.sd(), 1e-12);
    assertEquals(-98, pooled.percentile(0.5), 1e-9);
    assertEquals(298, pooled.percentile(99.5), 1e-9);
    assertEquals(100, pooled.percentile(50), 1e-9);
  }

  @Test
  void meanAndSdAreThoseOfAllVoxels() {
    // 2, 2, 2 and 10: mean 4, squared differences 4, 4, 4 and 36
    PooledIntensity pooled = new PooledIntensity(List.of(constant(3, 2), constant(1, 10)));
    assertEquals(4, pooled.mean());
    assertEquals(Math.sqrt(12), pooled.sd(), 1e-15);
  }

  @Test
  void percentilesAreOfTheMixtureByTheNumbersOfVoxels() {
    // up to 100: three quarters; the last quarter lies between 100 and 200
    PooledIntensity pooled = new PooledIntensity(List.of(even(300, 0, 100), even(100, 100, 200)));
    assertEquals(50, pooled.percentile(37.5), 1e-9);
    assertEquals(150, pooled.percentile(87.5), 1e-9);
    assertEquals(198, pooled.percentile(99.5), 1e-9);
  }

  @Test
  void aValueThatManyVoxelsShareIsEveryPercentileItReaches() {
    PooledIntensity pooled = new PooledIntensity(List.of(constant(50, 7), even(50, 0, 100)));
    assertEquals(7, pooled.percentile(4), 1e-12); // 3.5 % lie below, 53.5 % up to 7
    assertEquals(7, pooled.percentile(53), 1e-12);
    assertEquals(8, pooled.percentile(54), 1e-9);
    assertEquals(0, new PooledIntensity(List.of(constant(1, 0))).percentile(0.5));
  }

  @Test
  void casesWithoutVoxelsDoNotCountAndOneIsNeeded() {
    PooledIntensity pooled =
        new PooledIntensity(List.of(IntensityStatistics.EMPTY, constant(2, 5)));
    assertEquals(5, pooled.mean());
    assertThrows(
        IllegalArgumentException.class,
        () -> new PooledIntensity(List.of(IntensityStatistics.EMPTY)));
  }
}
