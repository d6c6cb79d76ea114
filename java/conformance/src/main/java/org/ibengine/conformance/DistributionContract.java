package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoublePredicate;
import org.ibengine.backend.Distribution;
import org.ibengine.backend.Distribution.Limit;
import org.ibengine.backend.Distribution.Part;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers, ends, moments and percentiles of voxels, of all and of those beyond a limit. */
public interface DistributionContract extends BackendSource {
  private static double[] percentages() {
    return new double[] {0, 0.05, 0.5, 1, 5, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.95, 100};
  }

  @ParameterizedTest
  @EnumSource(VoxelType.class)
  default void fewVoxelsHaveTheNumbersComputedByHand(VoxelType type) {
    try (Fixture fixture = fixture()) {
      Volume volume = fixture.volume(new Size3(3, 2, 1), type, 9, 1, 4, 4, 7, 5);
      Distribution found = fixture.backend().distribution(volume, new Limit(4, true), 0, 50, 90);
      assertEquals(0, found.nonFinite());
      assertPart(found.all(), 6, 1, 9, 5, Math.sqrt(38 / 6.0), 1, 4.5, 8);
      assertPart(found.beyond(), 3, 5, 9, 7, Math.sqrt(8 / 3.0), 5, 7, 8.6);
      Distribution below = fixture.backend().distribution(volume, new Limit(4.5, false), 50);
      assertPart(below.beyond(), 3, 1, 4, 3, Math.sqrt(2), 4);
    }
  }

  private static void assertPart(
      Part part,
      long count,
      double min,
      double max,
      double mean,
      double sd,
      double... percentiles) {
    assertEquals(count, part.count());
    assertEquals(min, part.min());
    assertEquals(max, part.max());
    assertEquals(mean, part.mean());
    assertEquals(sd, part.sd(), 1e-15);
    assertArrayEquals(percentiles, part.percentiles());
  }

  @ParameterizedTest
  @EnumSource(VoxelType.class)
  default void nothingBeyondTheLimitIsNoVoxels(VoxelType type) {
    try (Fixture fixture = fixture()) {
      Volume volume = fixture.volume(new Size3(3, 1, 1), type, 1, 2, 3);
      for (Limit limit :
          new Limit[] {
            new Limit(3, true), new Limit(1, false), new Limit(1e12, true), new Limit(-1e12, false)
          }) {
        Distribution found = fixture.backend().distribution(volume, limit, 50);
        assertEquals(3, found.all().count());
        assertEquals(0, found.beyond().count());
        assertEquals(0, found.beyond().percentiles().length);
        assertTrue(Double.isNaN(found.beyond().mean()));
      }
      Distribution all = fixture.backend().distribution(volume, new Limit(-1e12, true), 50);
      assertPart(all.beyond(), 3, 1, 3, 2, Math.sqrt(2 / 3.0), 2);
    }
  }

  @ParameterizedTest
  @EnumSource(VoxelType.class)
  default void manyVoxelsAgreeWithSortingThemAndWithTheReference(VoxelType type) {
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      Size3 size = new Size3(61 + random.nextInt(9), 53, 47);
      boolean narrow = seed == 2;
      try (Fixture fixture = fixture();
          Fixture reference = Oracle.fixture()) {
        double[] sorted = new double[(int) size.voxels()];
        Arrays.setAll(sorted, i -> narrow ? random.nextInt(50) : Fixture.anyValue(type, random));
        Volume volume = fixture.volume(size, type, sorted);
        Arrays.sort(sorted);
        double edge = narrow ? 20 : Fixture.anyValue(type, random);
        Limit limit = new Limit(edge, seed != 1);
        Distribution found = fixture.backend().distribution(volume, limit, percentages());
        assertAgrees(found.all(), sorted, value -> true);
        assertAgrees(found.beyond(), sorted, value -> limit.above() ? value > edge : value < edge);
        assertSame(
            reference.backend().distribution(reference.copyOf(volume), limit, percentages()),
            found);
      }
    }
  }

  private static void assertAgrees(Part part, double[] sorted, DoublePredicate wanted) {
    double[] values = Arrays.stream(sorted).filter(wanted).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double sd = Math.sqrt(squares / values.length);
    assertEquals(values.length, part.count());
    assertEquals(values[0], part.min());
    assertEquals(values[values.length - 1], part.max());
    assertEquals(mean, part.mean(), 1e-12 * (sd + Math.abs(mean)));
    assertEquals(sd, part.sd(), 1e-12 * sd);
    for (int i = 0; i < percentages().length; i++) {
      double rank = (values.length - 1) * (percentages()[i] / 100);
      int below = (int) rank;
      double a = values[below];
      double b = values[Math.min(below + 1, values.length - 1)];
      double t = rank - below;
      assertEquals(
          t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t),
          part.percentiles()[i],
          "percentage " + percentages()[i]);
    }
  }

  /** Raw bits of every number, around the ends of blocks, lanes and chunks. */
  @ParameterizedTest
  @EnumSource(
      value = VoxelType.class,
      names = {"INT32", "UINT32", "FLOAT32", "FLOAT64", "FLOAT16"})
  default void voxelsThatAreSummedHaveTheBitsOfTheReference(VoxelType type) {
    int[] sizes = {
      1, 2, 7, 8, 9, 4095, 4096, 4097, 8191, 12_293, 32_767, 32_768, 32_769, 131_072, 131_073,
      200_003
    };
    Random random = new Random(7);
    for (int size : sizes) {
      for (Shape shape : Shape.values()) {
        double[] values = new double[size];
        Arrays.setAll(values, i -> shape.value(type, i, random));
        double edge = values[random.nextInt(size)];
        try (Fixture fixture = fixture();
            Fixture reference = Oracle.fixture()) {
          Volume volume = fixture.volume(new Size3(size, 1, 1), type, values);
          Volume copy = reference.copyOf(volume);
          for (Limit limit :
              new Limit[] {new Limit(edge, true), new Limit(edge, false), new Limit(0, true)}) {
            Distribution expected = reference.backend().distribution(copy, limit, percentages());
            assertSame(expected, fixture.backend().distribution(volume, limit, percentages()));
          }
        }
      }
    }
  }

  /** How the values of a volume are drawn. */
  enum Shape {
    ANY,
    CONSTANT,
    AIR_AND_NOISE,
    NEAR_ZERO,
    FEW_NOT_FINITE;

    double value(VoxelType type, int i, Random random) {
      boolean floating = type.isFloating();
      boolean signed = type != VoxelType.UINT32;
      return switch (this) {
        case ANY -> Fixture.anyValue(type, random);
        case CONSTANT -> 1234;
        case AIR_AND_NOISE ->
            i % 131 < 60 ? (floating ? -0.0 : 0) : Math.rint(1000 + 200 * random.nextGaussian());
        case NEAR_ZERO ->
            floating
                ? (random.nextInt(5) - 2)
                    * (type == VoxelType.FLOAT16 ? 0x1p-24 : (double) Float.MIN_VALUE)
                : random.nextInt(5) - (signed ? 2 : 0);
        case FEW_NOT_FINITE ->
            floating && i % 4096 == 17
                ? random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY
                : Fixture.anyValue(type, random);
      };
    }
  }

  private static void assertSame(Distribution expected, Distribution found) {
    assertEquals(expected.nonFinite(), found.nonFinite());
    assertSame(expected.all(), found.all());
    assertSame(expected.beyond(), found.beyond());
  }

  private static void assertSame(Part expected, Part found) {
    assertEquals(expected.count(), found.count());
    assertEquals(expected.min(), found.min());
    assertEquals(expected.max(), found.max());
    assertEquals(expected.mean(), found.mean());
    assertEquals(expected.sd(), found.sd());
    assertArrayEquals(expected.percentiles(), found.percentiles());
  }

  @ParameterizedTest
  @EnumSource(
      value = VoxelType.class,
      names = {"FLOAT32", "FLOAT64", "FLOAT16"})
  default void negativeZeroCountsAsZeroAndWhatIsNotFiniteIsCounted(VoxelType type) {
    try (Fixture fixture = fixture()) {
      Volume zeros = fixture.volume(new Size3(3, 1, 1), type, -0.0, 0, -0.0);
      Distribution found = fixture.backend().distribution(zeros, new Limit(0, true), 45);
      assertEquals(0, found.beyond().count());
      assertTrue(1 / found.all().percentiles()[0] > 0);
      Volume bad = fixture.volume(new Size3(2, 2, 1), type, 1, Double.NaN, 2, -1 / 0.0);
      found = fixture.backend().distribution(bad, new Limit(0, true), 45);
      assertEquals(2, found.nonFinite());
      assertEquals(0, found.all().count());
      assertTrue(Double.isNaN(found.all().mean()));
    }
  }

  @Test
  default void percentagesOutsideTheirRangeAreRefused() {
    try (Fixture fixture = fixture()) {
      for (VoxelType type : new VoxelType[] {VoxelType.INT16, VoxelType.FLOAT32}) {
        Volume volume = fixture.volume(new Size3(1, 1, 1), type, 1);
        for (double wrong : new double[] {-0.1, 100.1, Double.NaN}) {
          assertThrows(
              IllegalArgumentException.class,
              () -> fixture.backend().distribution(volume, new Limit(0, true), wrong));
        }
      }
    }
  }
}
