package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.ibengine.backend.Percentiles;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Percentiles; literals are those of {@code numpy.percentile} on float64. */
public interface PercentilesContract extends BackendSource {
  /** More voxels than any sample an implementation may take to find its brackets. */
  Size3 LARGE = new Size3(101, 67, 43);

  private double[] percentiles(VoxelType type, double[] values, double... wanted) {
    try (Fixture fixture = fixture()) {
      Volume volume = fixture.volume(new Size3(values.length, 1, 1), type, values);
      Percentiles result = fixture.backend().percentiles(volume, wanted);
      assertEquals(0, result.nonFinite());
      return result.values();
    }
  }

  @Test
  default void ranksBetweenTwoVoxelsAreInterpolated() {
    double[] values = {7, 1, 5, 3, 9, 2, 8};
    assertArrayEquals(
        new double[] {1, 1.06, 1.6, 2.5, 5, 6.199999999999999, 7.5, 8.4, 8.969999999999999, 9},
        percentiles(VoxelType.FLOAT64, values, 0, 1, 10, 25, 50, 60, 75, 90, 99.5, 100));
  }

  @Test
  default void theUpperHalfIsInterpolatedFromAbove() {
    assertArrayEquals(
        new double[] {3.79}, percentiles(VoxelType.FLOAT64, new double[] {-4.4, 4.7}, 90));
  }

  @Test
  default void interpolationDoesNotOverflowTheVoxelType() {
    assertArrayEquals(
        new double[] {-15000}, percentiles(VoxelType.INT16, new double[] {-30000, 30000}, 25));
  }

  @Test
  default void oneVoxelIsEveryPercentile() {
    assertArrayEquals(
        new double[] {-42, -42, -42},
        percentiles(VoxelType.INT16, new double[] {-42}, 0, 37.5, 100));
  }

  @Test
  default void percentagesComeBackInTheOrderAskedForEvenTwice() {
    assertArrayEquals(
        new double[] {4, 1, 2.5, 4, 3.25},
        percentiles(VoxelType.UINT16, new double[] {4, 3, 2, 1}, 100, 0, 50, 100, 75));
  }

  /** More than a grid of CUDA has rows. */
  @Test
  default void seventyThousandPercentagesAreAnsweredInTheirOrder() {
    double[] wanted = new double[70_000];
    Arrays.setAll(wanted, i -> i % 5 * 25);
    for (VoxelType type : new VoxelType[] {VoxelType.INT16, VoxelType.FLOAT32}) {
      double[] found = percentiles(type, new double[] {40, 0, 20, 10, 30}, wanted);
      for (int i = 0; i < found.length; i++) {
        assertEquals(i % 5 * 10, found[i]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(VoxelType.class)
  default void theEndsOfTheRangeOfATypeAreItsMinimumAndMaximum(VoxelType type) {
    double[] ends =
        switch (type) {
          case UINT8 -> new double[] {0, 255};
          case INT8 -> new double[] {-128, 127};
          case INT16 -> new double[] {-32768, 32767};
          case UINT16 -> new double[] {0, 65535};
          case INT32 -> new double[] {Integer.MIN_VALUE, Integer.MAX_VALUE};
          case UINT32 -> new double[] {0, 4294967295.0};
          case FLOAT32 -> new double[] {-Float.MAX_VALUE, Float.MAX_VALUE};
          case FLOAT64 -> new double[] {-8e307, 8e307};
          case FLOAT16 -> new double[] {-65504, 65504};
        };
    double middle = type.isFloating() ? 0 : (ends[0] + ends[1]) / 2;
    assertArrayEquals(
        new double[] {ends[0], middle, ends[1]},
        percentiles(type, new double[] {ends[1], ends[0]}, 0, 50, 100));
  }

  @ParameterizedTest
  @EnumSource(
      value = VoxelType.class,
      names = {"FLOAT32", "FLOAT64", "FLOAT16"})
  default void negativeZeroCountsAsZero(VoxelType type) {
    // At 45 the upper half is interpolated, where two negative zeros would give another.
    double[] result = percentiles(type, new double[] {-0.0, -0.0, 0.0}, 0, 45, 50, 100);
    assertArrayEquals(new double[] {0.0, 0.0, 0.0, 0.0}, result);
    assertTrue(DoubleStream.of(result).allMatch(v -> 1 / v > 0));
  }

  @ParameterizedTest
  @EnumSource(
      value = VoxelType.class,
      names = {"FLOAT32", "FLOAT64", "FLOAT16"})
  default void voxelsThatAreNotFiniteAreCountedAndGiveNoPercentiles(VoxelType type) {
    try (Fixture fixture = fixture()) {
      double inf = Double.POSITIVE_INFINITY;
      Volume volume =
          fixture.volume(new Size3(3, 1, 2), type, 1, Double.NaN, -inf, 2, inf, Double.NaN);
      Percentiles result = fixture.backend().percentiles(volume, 1, 99);
      assertEquals(4, result.nonFinite());
      assertArrayEquals(new double[] {Double.NaN, Double.NaN}, result.values());
    }
  }

  @Test
  default void oneNanAmongManyVoxelsIsFound() {
    try (Fixture fixture = fixture()) {
      Volume volume =
          fixture.volume(
              LARGE,
              VoxelType.FLOAT32,
              (x, y, z) -> x == 99 && y == 66 && z == 42 ? Double.NaN : x);
      assertEquals(1, fixture.backend().percentiles(volume, 50).nonFinite());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.001, 100.001, Double.NaN, Double.NEGATIVE_INFINITY})
  default void aPercentageOutsideZeroToHundredIsRefused(double percentage) {
    assertThrows(
        IllegalArgumentException.class,
        () -> percentiles(VoxelType.INT16, new double[] {1, 2}, 50, percentage));
  }

  @ParameterizedTest
  @EnumSource(VoxelType.class)
  default void randomVolumesAgreeWithTheReference(VoxelType type) {
    for (long seed = 1; seed <= 6; seed++) {
      Random random = new Random(seed);
      int threads = 1 + random.nextInt(5);
      Size3 size =
          new Size3(1 + random.nextInt(60), 1 + random.nextInt(40), 1 + random.nextInt(30));
      try (Fixture fixture = new Fixture(open(threads))) {
        Volume volume = fixture.volume(size, type, (x, y, z) -> Fixture.anyValue(type, random));
        double[] wanted = random.doubles(5, 0, 100).toArray();
        String message = "seed %d, size %s, threads %d".formatted(seed, size, threads);
        Oracle.assertPercentiles(fixture, volume, wanted, message);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(VoxelType.class)
  default void largeVolumesHalfPaddingAgreeWithTheReference(VoxelType type) {
    Random random = new Random(20);
    double padding = type.name().startsWith("U") ? 0 : -100;
    try (Fixture fixture = fixture()) {
      Volume volume =
          fixture.volume(
              LARGE, type, (x, y, z) -> x < 50 ? padding : Fixture.anyValue(type, random));
      double[] wanted = {0, 0.01, 1, 24.9, 25, 49, 50, 51, 75, 99, 99.99, 100};
      Oracle.assertPercentiles(fixture, volume, wanted, "seed 20");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  default void lopsidedValuesAgreeWithTheReferenceForAnyThreadCount(int threads) {
    Random random = new Random(30);
    try (Fixture fixture = new Fixture(open(threads))) {
      for (VoxelType type : new VoxelType[] {VoxelType.FLOAT32, VoxelType.FLOAT64}) {
        Volume volume =
            fixture.volume(
                LARGE,
                type,
                (x, y, z) -> Math.scalb(random.nextGaussian(), random.nextInt(120) - 60));
        double[] wanted = {0, 0.001, 1, 33.3, 50, 66.6, 99, 99.999, 100};
        Oracle.assertPercentiles(fixture, volume, wanted, type + ", seed 30");
      }
    }
  }

  @Test
  default void constantAndTwoValuedVolumesAgreeWithTheReference() {
    try (Fixture fixture = fixture()) {
      for (VoxelType type : VoxelType.values()) {
        double[] constant = new double[(int) LARGE.voxels()];
        Arrays.fill(constant, 17);
        Volume volume = fixture.volume(LARGE, type, constant);
        assertArrayEquals(
            new double[] {17, 17}, fixture.backend().percentiles(volume, 1, 99).values());
        constant[1234] = 3;
        volume = fixture.volume(LARGE, type, constant);
        Oracle.assertPercentiles(fixture, volume, new double[] {0, 0.0001, 0.001, 50}, "" + type);
      }
    }
  }

  @Test
  default void percentilesOfMemoryThatIsClosedOrForeignAreRefused() {
    try (Fixture fixture = fixture()) {
      Volume volume = fixture.volume(new Size3(3, 1, 1), VoxelType.UINT8, 1, 2, 3);
      volume.data().close();
      assertThrows(IllegalStateException.class, () -> fixture.backend().percentiles(volume, 50));
      HostBuffer other = ForeignBuffer.ofSize(3);
      Volume foreign = new Volume(new Size3(3, 1, 1), VoxelType.UINT8, other);
      assertThrows(
          IllegalArgumentException.class, () -> fixture.backend().percentiles(foreign, 50));
    }
  }
}
