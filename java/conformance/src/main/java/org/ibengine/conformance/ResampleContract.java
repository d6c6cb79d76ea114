package org.ibengine.conformance;

import static org.ibengine.conformance.Resampled.resampled;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ibengine.backend.Backend;
import org.ibengine.backend.ResampleRule;
import org.ibengine.backend.Resampling;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each interpolation gives, by literals computed by hand. */
public interface ResampleContract extends BackendSource {
  /** Target voxel x lies at {@code scale·x + shift}; y and z stay. */
  private static GridMap alongX(double scale, double shift) {
    return GridMap.of(Affine.of(scale, 0, 0, shift, 0, 1, 0, 0, 0, 0, 1, 0));
  }

  private double[] row(VoxelType type, ResampleRule rule, int length, double... values) {
    try (Fixture fixture = fixture()) {
      Volume source = fixture.volume(new Size3(values.length, 1, 1), type, values);
      return resampled(fixture, source, new Size3(length, 1, 1), type, rule);
    }
  }

  @Test
  default void linearValuesLieOnTheLineBetweenTwoVoxelsAndEdgesAreRepeated() {
    assertArrayEquals(
        new double[] {1, 1, 1, 2, 3, 6, 9},
        row(
            VoxelType.FLOAT32,
            new ResampleRule(alongX(0.5, -1), Interpolation.LINEAR),
            7,
            1,
            3,
            9));
  }

  @Test
  default void cubicValuesFollowKeys() {
    // At ½ the weights are −1, 9, 9, −1 over 16; at ¼ they are −9, 111, 29, −3 over 128.
    ResampleRule halves = new ResampleRule(alongX(1, 0.5), Interpolation.CUBIC);
    assertArrayEquals(
        new double[] {-1, 8, 17, 16}, row(VoxelType.FLOAT64, halves, 4, 0, 0, 16, 16));
    ResampleRule quarters = new ResampleRule(alongX(1, 0.25), Interpolation.CUBIC);
    assertArrayEquals(
        new double[] {-3, 26, 137, 128}, row(VoxelType.FLOAT64, quarters, 4, 0, 0, 128, 128));
  }

  @Test
  default void cubicGoesThroughTheVoxels() {
    ResampleRule rule = new ResampleRule(alongX(1, 0), Interpolation.CUBIC);
    assertArrayEquals(new double[] {7, -2, 5, 30}, row(VoxelType.FLOAT64, rule, 4, 7, -2, 5, 30));
  }

  @Test
  default void nearestTakesTheUpperVoxelAtHalfTheWay() {
    ResampleRule rule = new ResampleRule(alongX(0.25, -0.75), Interpolation.NEAREST);
    assertArrayEquals(
        new double[] {1, 1, 1, 1, 1, 3, 3, 3, 3, 9, 9, 9}, row(VoxelType.UINT8, rule, 12, 1, 3, 9));
  }

  @Test
  default void integersAreRoundedHalfToEvenAndSaturate() {
    ResampleRule halves = new ResampleRule(alongX(1, 0.5), Interpolation.LINEAR);
    assertArrayEquals(new double[] {0, 2, 2, 4, 4}, row(VoxelType.INT16, halves, 5, 0, 1, 2, 3, 4));
    assertArrayEquals(new double[] {0, -2, -2, -3}, row(VoxelType.INT8, halves, 4, 0, -1, -2, -3));
    ResampleRule cubic = new ResampleRule(alongX(1, 0.5), Interpolation.CUBIC);
    assertArrayEquals( // −15.9, 127.5, 286.9, 127.5, −15.9, 0
        new double[] {0, 128, 255, 128, 0, 0},
        row(VoxelType.UINT8, cubic, 6, 0, 0, 255, 255, 0, 0));
  }

  @Test
  default void withFillOnlyWhatLiesHalfAVoxelOutsideIsFilled() {
    ResampleRule rule = new ResampleRule(alongX(0.5, -1), Interpolation.LINEAR).filled(-7);
    assertArrayEquals(new double[] {-7, 1, 1, 2, 3, 3, -7}, row(VoxelType.INT16, rule, 7, 1, 3));
  }

  @Test
  default void aFlipReversesAndAPermutationTurns() {
    try (Fixture fixture = fixture()) {
      Volume source = fixture.volume(new Size3(2, 3, 1), VoxelType.INT16, 1, 2, 3, 4, 5, 6);
      GridMap flipped = GridMap.of(Affine.of(-1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0));
      GridMap turned = GridMap.of(Affine.of(0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0));
      for (Interpolation interpolation : Interpolation.values()) {
        assertArrayEquals(
            new double[] {2, 1, 4, 3, 6, 5},
            resampled(
                fixture,
                source,
                new Size3(2, 3, 1),
                VoxelType.INT16,
                new ResampleRule(flipped, interpolation)));
        assertArrayEquals(
            new double[] {1, 2, 3, 4, 5, 6},
            resampled(
                fixture,
                source,
                new Size3(1, 2, 3),
                VoxelType.INT16,
                new ResampleRule(turned, interpolation)));
      }
    }
  }

  @Test
  default void anObliqueMapTakesTheMeanOfEightVoxelsInTheirMiddle() {
    try (Fixture fixture = fixture()) {
      Volume source =
          fixture.volume(new Size3(2, 2, 2), VoxelType.UINT16, 8, 16, 24, 32, 40, 48, 56, 65);
      GridMap oblique = GridMap.of(Affine.of(0.5, 0.25, 0, 0.5, 0.25, 0.5, 0, 0.5, 0, 0, 1, 0.5));
      ResampleRule rule = new ResampleRule(oblique, Interpolation.LINEAR);
      Size3 one = new Size3(1, 1, 1);
      assertArrayEquals(
          new double[] {36.125}, resampled(fixture, source, one, VoxelType.FLOAT32, rule));
      assertArrayEquals(new double[] {36}, resampled(fixture, source, one, VoxelType.UINT16, rule));
    }
  }

  @Test
  default void theLargestVoteWinsAndTheSmallestValueAmongEqualOnes() {
    try (Fixture fixture = fixture()) {
      Volume source = fixture.volume(new Size3(2, 2, 1), VoxelType.UINT8, 9, 5, 5, 7);
      Size3 one = new Size3(1, 1, 1);
      double[] at = {0, 0.25, 0.375, 0.5, 0.75, 1};
      double[] expected = {9, 9, 5, 5, 7, 7}; // votes at ¼: 9 of 16 for 9, 6 for 5
      for (int i = 0; i < at.length; i++) {
        GridMap map = GridMap.of(Affine.of(1, 0, 0, at[i], 0, 1, 0, at[i], 0, 0, 1, 0));
        ResampleRule rule = new ResampleRule(map, Interpolation.VOTE);
        assertArrayEquals(
            new double[] {expected[i]},
            resampled(fixture, source, one, VoxelType.UINT8, rule),
            "at " + at[i]);
      }
      Volume two = fixture.volume(new Size3(2, 1, 1), VoxelType.INT32, 8, -3);
      ResampleRule middle = new ResampleRule(alongX(1, 0.5), Interpolation.VOTE);
      assertArrayEquals(new double[] {-3}, resampled(fixture, two, one, VoxelType.INT32, middle));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Interpolation.class,
      names = {"NEAREST", "VOTE"})
  default void labelsNeverGetAValueTheyDidNotHave(Interpolation interpolation) {
    int[] values = {0, 3, 40, 255};
    try (Fixture fixture = fixture()) {
      Volume source =
          fixture.volume(
              new Size3(11, 7, 5),
              VoxelType.UINT8,
              (x, y, z) -> values[(x * 5 + y * 3 + z * 7) / 4 % values.length]);
      for (GridMap map : Resampled.MAPS.values()) {
        double[] found =
            resampled(
                fixture,
                source,
                new Size3(13, 9, 8),
                VoxelType.UINT8,
                new ResampleRule(map, interpolation));
        assertTrue(
            Arrays.stream(found).allMatch(v -> Arrays.binarySearch(values, (int) v) >= 0),
            map.toString());
      }
    }
  }

  @Test
  default void smoothingTakesTheGaussianOfScikitImage() {
    // Three voxels to one: standard deviation 1, nine weights.
    double[] g = new double[9];
    double sum = 0;
    for (int i = 0; i < 9; i++) {
      g[i] = Math.exp(-0.5 * (i - 4) * (i - 4));
      sum += g[i];
    }
    double[] values = {5, 0, 0, 0, 8, 1, 0, 0, 2};
    double[] expected = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 9; k++) {
        int at = Math.max(0, Math.min(8, 3 * i + 1 + k - 4));
        expected[i] += g[k] / sum * values[at];
      }
    }
    for (Interpolation interpolation :
        new Interpolation[] {Interpolation.LINEAR, Interpolation.CUBIC}) {
      ResampleRule rule = new ResampleRule(alongX(3, 1), interpolation).smoothed();
      assertArrayEquals(expected, row(VoxelType.FLOAT64, rule, 3, values), 1e-14);
    }
  }

  @Test
  default void whatIsNotReducedIsNotSmoothed() {
    for (Interpolation interpolation :
        new Interpolation[] {Interpolation.LINEAR, Interpolation.CUBIC}) {
      ResampleRule rule = new ResampleRule(alongX(0.75, 0.125), interpolation);
      double[] values = {5, -3, 0.25, 8, 1};
      assertArrayEquals(
          row(VoxelType.FLOAT64, rule, 7, values),
          row(VoxelType.FLOAT64, rule.smoothed(), 7, values));
    }
  }

  @Test
  default void valuesThatAreNotFiniteMakeNanAndNanIsZeroAmongIntegers() {
    double inf = Double.POSITIVE_INFINITY;
    ResampleRule halves = new ResampleRule(alongX(1, 0.5), Interpolation.LINEAR);
    try (Fixture fixture = fixture()) {
      Volume source =
          fixture.volume(new Size3(5, 1, 1), VoxelType.FLOAT32, 1, 2, Double.NaN, 3, inf);
      Size3 four = new Size3(4, 1, 1);
      assertArrayEquals(
          new double[] {2, 0, 0, 0}, // 1.5 is rounded to even
          resampled(fixture, source, four, VoxelType.INT16, halves));
      assertArrayEquals(
          new int[] {0x3fc00000, 0x7fc00000, 0x7fc00000, 0x7fc00000},
          Resampled.bits(fixture, source, four, halves));
    }
  }

  @Test
  default void positionsOfAnotherSpacingAreDividedAndThoseOfTheSameAreWhole() {
    GridMap map = GridMap.spaced(new Spacing(2.5, 0.7, 1), new Spacing(1, 1, 1));
    assertEquals(3 / 2.5, map.position(0, 3, 0, 0));
    assertEquals(7 / 0.7, map.position(1, 0, 7, 0));
    assertEquals(5, map.position(2, 0, 0, 5));
  }

  @Test
  default void volumesInMemoryThatIsClosedOrForeignAreNotResampled() {
    try (Fixture fixture = fixture()) {
      Size3 one = new Size3(1, 1, 1);
      Backend backend = fixture.backend();
      ResampleRule rule = new ResampleRule(GridMap.IDENTITY, Interpolation.LINEAR);
      Volume good = fixture.volume(one, VoxelType.UINT8, 7);
      Volume target = new Volume(one, VoxelType.UINT8, fixture.poisoned(1));
      Volume closed = fixture.volume(one, VoxelType.UINT8, 7);
      closed.data().close();
      Volume foreign = new Volume(one, VoxelType.UINT8, ForeignBuffer.ofSize(1));
      assertThrows(
          IllegalStateException.class,
          () -> backend.resample(new Resampling(closed, target, rule), 1));
      assertThrows(
          IllegalArgumentException.class,
          () -> backend.resample(new Resampling(foreign, target, rule), 1));
      assertThrows(
          IllegalArgumentException.class,
          () -> backend.resample(new Resampling(good, foreign, rule), 1));
      assertEquals(Fixture.POISON, target.data().view(0, 1).get());
    }
  }
}
