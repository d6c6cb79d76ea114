package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.backend.WeightRule;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What voxels weigh: published numbers and properties that hold for any patch. */
public interface WeightsContract extends BackendSource {
  /** Without limits. */
  WeightRule RAW = WeightKind.PATCH_INVERSE.rule().limited(0, Double.POSITIVE_INFINITY);

  WeightRule PATCH = WeightKind.PATCH_INVERSE.rule();
  WeightRule FOREGROUND = WeightKind.FOREGROUND_INVERSE.rule();
  WeightRule INSTANCE = WeightKind.INSTANCE_INVERSE.rule();

  private static IdVolume row(int... ids) {
    return new IdVolume(new Size3(ids.length, 1, 1), ids);
  }

  /** Id 1 of 8 voxels, id 2 of 1 and id 3 of 64 in 4096. */
  private static IdVolume threeCubes() {
    return IdVolume.empty(16, 16, 16)
        .cube(1, new Index3(1, 2, 3), 2)
        .cube(2, new Index3(14, 0, 9), 1)
        .cube(3, new Index3(8, 7, 10), 4);
  }

  private static double sum(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }

  private static float weightOf(int id, IdVolume volume, float[] weights) {
    for (int i = 0; i < weights.length; i++) {
      if (volume.ids()[i] == id) {
        return weights[i];
      }
    }
    throw new IllegalArgumentException("no voxel has id " + id);
  }

  @Test
  default void everyComponentHasTheSameTotalWeightBeforeTheLimits() {
    try (Fixture fixture = fixture()) {
      IdVolume row = row(0, 0, 1, 1, 1, 0, 0, 2, 0, 0, 0, 0);
      float a = 1.3333334f;
      float[] raw = row.weights(fixture, RAW);
      assertArrayEquals(new float[] {.5f, .5f, a, a, a, .5f, .5f, 4, .5f, .5f, .5f, .5f}, raw);
      assertEquals(12, sum(raw), 1e-6);
      float[] clipped = row.weights(fixture, PATCH);
      assertArrayEquals(new float[] {1, 1, a, a, a, 1, 1, 4, 1, 1, 1, 1}, clipped);
      assertEquals(16, sum(clipped), 1e-6);
    }
  }

  @Test
  default void idsWithGapsWeighAsIdsWithout() {
    try (Fixture fixture = fixture()) {
      float a = 0.6666667f;
      float[] expected = {1, 1, a, a, a, 1, 1, 2, 1, 1, 1, 1};
      assertArrayEquals(
          expected, row(0, 0, 1, 1, 1, 0, 0, 2, 0, 0, 0, 0).weights(fixture, FOREGROUND));
      assertArrayEquals(
          expected, row(0, 0, 3, 3, 3, 0, 0, 7, 0, 0, 0, 0).weights(fixture, FOREGROUND));
    }
  }

  @Test
  default void threeLesionsOfDifferentSizeWeighAlikeAltogether() {
    try (Fixture fixture = fixture()) {
      IdVolume cubes = threeCubes();
      float[] raw = cubes.weights(fixture, RAW);
      assertEquals(.2545364, weightOf(0, cubes, raw), 1e-7);
      float[] clipped = cubes.weights(fixture, PATCH);
      assertEquals(1, weightOf(0, cubes, clipped));
      assertEquals(128, weightOf(1, cubes, clipped));
      assertEquals(1024, weightOf(2, cubes, clipped));
      assertEquals(16, weightOf(3, cubes, clipped));
      assertEquals(7095, sum(clipped));
      float[] old = cubes.weights(fixture, FOREGROUND);
      assertEquals(1, weightOf(0, cubes, old));
      assertEquals(3.0416667, weightOf(1, cubes, old), 1e-6);
      assertEquals(24.333333, weightOf(2, cubes, old), 1e-6);
      assertEquals(0.3802083, weightOf(3, cubes, old), 1e-7);
    }
  }

  @Test
  default void aLesionAloneInItsPatchWeighsAsMuchAsTheBackground() {
    try (Fixture fixture = fixture()) {
      IdVolume cubes = threeCubes();
      Index3 corner = new Index3(6, 5, 8);
      Size3 crop = new Size3(8, 8, 8);
      int centre = (4 * 8 + 4) * 8 + 4; // of the crop; in the lesion
      float[] raw = cubes.weights(fixture, RAW, corner, crop);
      assertEquals(.5714286f, raw[0]);
      assertEquals(4, raw[centre]);
      float[] clipped = cubes.weights(fixture, PATCH, corner, crop);
      assertEquals(1, clipped[0]);
      assertEquals(4, clipped[centre]);
      assertEquals(1, cubes.weights(fixture, FOREGROUND, corner, crop)[centre]);
      assertEquals(4, cubes.weights(fixture, INSTANCE, corner, crop)[centre]);
    }
  }

  @ParameterizedTest
  @EnumSource(WeightKind.class)
  default void withoutInstancesAllWeightsAreOne(WeightKind kind) {
    try (Fixture fixture = fixture()) {
      float[] ones = new float[3 * 5 * 7];
      Arrays.fill(ones, 1);
      assertArrayEquals(ones, IdVolume.empty(3, 5, 7).weights(fixture, kind.rule()));
    }
  }

  @Test
  default void aPatchWithinOneInstanceWeighsOne() {
    try (Fixture fixture = fixture()) {
      int[] fives = new int[3 * 5 * 7];
      Arrays.fill(fives, 5);
      float[] ones = new float[fives.length];
      Arrays.fill(ones, 1);
      IdVolume full = new IdVolume(new Size3(3, 5, 7), fives);
      assertArrayEquals(ones, full.weights(fixture, PATCH));
      assertArrayEquals(ones, full.weights(fixture, FOREGROUND));
    }
  }

  @Test
  default void withoutBackgroundOnlyTheInstancesShareTheWeight() {
    try (Fixture fixture = fixture()) {
      assertArrayEquals(new float[] {.75f, .75f, 1.5f}, row(4, 4, 9).weights(fixture, RAW));
    }
  }

  @Test
  default void paddingCountsAsBackground() {
    try (Fixture fixture = fixture()) {
      Size3 patch = new Size3(4, 2, 1); // 8 voxels, 3 of them in the volume
      float[] weights = row(0, 2, 2).weights(fixture, RAW, Index3.ZERO, patch);
      float padding = 0.6666667f; // 8 / (2 · 6)
      assertArrayEquals(
          new float[] {padding, 2, 2, padding, padding, padding, padding, padding}, weights);
    }
  }

  @Test
  default void aCutInstanceIsWeighedByWhatIsVisibleOrByItsWhole() {
    try (Fixture fixture = fixture()) {
      IdVolume row = row(1, 1, 1, 1, 0, 2, 0, 0);
      Size3 patch = new Size3(4, 1, 1);
      for (int x = 0; x < 4; x++) { // 4 − x voxels of instance 1 are visible, later instance 2 too
        float[] cut = row.weights(fixture, INSTANCE.limited(0, 9), new Index3(x, 0, 0), patch);
        assertEquals(.5f, cut[0]); // 4 / (2 · 4)
      }
      float[] visible = row.weights(fixture, RAW, new Index3(3, 0, 0), patch);
      assertArrayEquals(new float[] {4 / 3f, 2 / 3f, 4 / 3f, 2 / 3f}, visible);
    }
  }

  @Test
  default void limitsHoldForInstancesAndBackground() {
    try (Fixture fixture = fixture()) {
      IdVolume row = row(0, 0, 1, 1, 1, 0, 0, 2, 0, 0, 0, 0);
      assertArrayEquals(
          new float[] {1.25f, 1.25f, 1.3333334f, 1.3333334f, 1.3333334f, 1.25f, 1.25f, 3},
          Arrays.copyOf(row.weights(fixture, PATCH.limited(1.25, 3)), 8));
    }
  }

  @Test
  default void theUsualUpperLimitBindsForOneVoxelInALargePatch() {
    try (Fixture fixture = fixture()) {
      IdVolume one = IdVolume.empty(80, 80, 80).cube(1, new Index3(3, 4, 5), 1);
      assertEquals(200_000, one.weights(fixture, PATCH)[(5 * 80 + 4) * 80 + 3]);
      assertEquals(200_000, one.weights(fixture, INSTANCE)[(5 * 80 + 4) * 80 + 3]);
      assertEquals(256_000, one.weights(fixture, RAW)[(5 * 80 + 4) * 80 + 3]);
    }
  }

  @Test
  default void normalisedWeightsHaveMeanOne() {
    try (Fixture fixture = fixture()) {
      WeightNormalisation meanOne = WeightNormalisation.MEAN_ONE;
      float[] weights =
          row(0, 0, 1, 1, 1, 0, 0, 2, 0, 0, 0, 0).weights(fixture, PATCH.normalised(meanOne));
      assertArrayEquals(
          new float[] {.75f, .75f, 1, 1, 1, .75f, .75f, 3, .75f, .75f, .75f, .75f}, weights);
      IdVolume cubes = threeCubes();
      for (WeightKind kind : WeightKind.values()) {
        float[] normalised = cubes.weights(fixture, kind.rule().normalised(meanOne));
        assertEquals(4096, sum(normalised), 1e-3, kind.name());
      }
    }
  }

  @Test
  default void rawWeightsHaveMeanOneInAnyPatch() {
    try (Fixture fixture = fixture()) {
      IdVolume cubes = threeCubes();
      for (int at = -5; at < 16; at++) {
        float[] weights =
            cubes.weights(fixture, RAW, new Index3(at, 5 - at, 6), new Size3(9, 7, 5));
        assertEquals(9 * 7 * 5, sum(weights), 1e-3, "corner x " + at);
      }
    }
  }

  @Test
  default void whichIdAnInstanceHasChangesNoWeight() {
    try (Fixture fixture = fixture()) {
      IdVolume cubes = threeCubes();
      int[] other = {0, 70_000, 1, 300};
      int[] permuted = Arrays.stream(cubes.ids()).map(id -> other[id]).toArray();
      IdVolume renamed = new IdVolume(cubes.size(), permuted);
      for (WeightKind kind : WeightKind.values()) {
        assertArrayEquals(
            cubes.weights(fixture, kind.rule()), renamed.weights(fixture, kind.rule()));
      }
    }
  }

  @Test
  default void weightsStayWithinTheirLimits() {
    try (Fixture fixture = fixture()) {
      for (float weight : threeCubes().weights(fixture, PATCH)) {
        assertTrue(weight >= 1 && weight <= 2e5f, "weight " + weight);
      }
    }
  }
}
