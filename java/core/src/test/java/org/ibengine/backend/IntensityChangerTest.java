package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

/**
 * Against what batchgeneratorsv2's transforms give for the same array and parameters (float32,
 * torch on a CPU; its axes are z, y, x), and scipy's gaussian_filter (mode mirror, truncate 4):
 * that of batchgeneratorsv2 is cut off at about 2 sigma.
 */
class IntensityChangerTest {
  private static final Size3 SIZE = new Size3(6, 5, 7);

  /** The elements that are compared. */
  private static final int[] PICKED = {0, 1, 17, 58, 100, 133, 150, 209};

  private static float[] changed(IntensityChange... changes) {
    float[] values = new float[(int) SIZE.voxels()];
    try (Backend backend = new ReferenceBackend();
        HostBuffer buffer = backend.allocate(4L * values.length)) {
      FloatBuffer floats = buffer.view(0, 4 * values.length).asFloatBuffer();
      for (int i = 0; i < values.length; i++) {
        int x = i % 6;
        int y = i / 6 % 5;
        int z = i / 30;
        floats.put(i, (x * 7 + y * 13 + z * 29) % 31 / 8.0f - 1.5f);
      }
      PatchGather.Target target = new PatchGather.Target(buffer, 0, ElementType.FLOAT32);
      backend.changeIntensities(
          List.of(new IntensityPatch(target, SIZE, List.of(changes))), Backend.ALL_THREADS);
      floats.get(0, values);
    }
    return values;
  }

  private static void assertPicked(float[] values, double... expected) {
    for (int i = 0; i < PICKED.length; i++) {
      assertEquals(expected[i], values[PICKED[i]], 2e-6, "element " + PICKED[i]);
    }
  }

  @Test
  void blurIsASeparableGaussianReflectedAtTheEdges() {
    assertPicked(
        changed(new IntensityChange.Blur(new Triple(0.5, 0.7, 0.9))),
        0.2100329,
        0.01450887,
        1.078769,
        0.04250083,
        0.0244313,
        0.6682415,
        0.376676,
        -0.21787);
  }

  @Test
  void brightnessMultiplies() {
    assertPicked(
        changed(new IntensityChange.Brightness(1.25)),
        -1.875,
        -0.78125,
        2.8125,
        0.625,
        -1.25,
        2.03125,
        1.40625,
        0.15625);
  }

  @Test
  void lessContrastMovesValuesToTheMean() {
    assertPicked(
        changed(new IntensityChange.Contrast(0.8, true)),
        -1.123452,
        -0.4234524,
        1.876548,
        0.4765476,
        -0.7234524,
        1.376548,
        0.9765476,
        0.1765476);
  }

  @Test
  void moreContrastKeepsTheRange() {
    assertPicked(
        changed(new IntensityChange.Contrast(1.2, true)),
        -1.5,
        -0.8265476,
        2.25,
        0.5234524,
        -1.276548,
        1.873452,
        1.273452,
        0.07345238);
  }

  @Test
  void contrastWithoutItsRangeGoesBeyond() {
    assertEquals(
        1.2 * (-1.5 - 0.3827381) + 0.3827381,
        changed(new IntensityChange.Contrast(1.2, false))[0],
        2e-6);
  }

  @Test
  void gammaKeepsTheRange() {
    assertPicked(
        changed(new IntensityChange.Gamma(1.3, false, false)),
        -1.5,
        -0.934541,
        2.25,
        0.1562644,
        -1.226818,
        1.458664,
        0.858624,
        -0.2355548);
  }

  @Test
  void gammaCanRetainMeanAndStandardDeviation() {
    assertPicked(
        changed(new IntensityChange.Gamma(1.3, false, true)),
        -1.217141,
        -0.6676385,
        2.42704,
        0.3923863,
        -0.9516681,
        1.658034,
        1.074926,
        0.01162353);
  }

  @Test
  void gammaOfTheInvertedImage() {
    assertPicked(
        changed(new IntensityChange.Gamma(0.75, true, true)),
        -1.333538,
        -0.6169333,
        2.632674,
        0.3932772,
        -0.9299091,
        1.598098,
        1.02493,
        0.04224488);
  }

  @Test
  void halfTheResolutionTakesEveryOtherVoxelAndInterpolatesBetween() {
    assertPicked(
        changed(new IntensityChange.LowResolution(new Triple(0.5, 0.5, 0.5))),
        1,
        0.46875,
        0.3125,
        0.3526785,
        0.3437499,
        0.08928561,
        -0.3214287,
        -1.5);
  }

  @Test
  void aResolutionInBetween() {
    assertPicked(
        changed(new IntensityChange.LowResolution(new Triple(0.63, 0.63, 0.63))),
        -1.5,
        -0.625,
        2.25,
        0.5714285,
        0.4187501,
        -0.2098211,
        1.053571,
        0.125);
  }

  @Test
  void changesFollowEachOther() {
    IntensityChange brighter = new IntensityChange.Brightness(2);
    float[] first = changed(brighter, new IntensityChange.Gamma(1.3, false, false));
    float[] alone = changed(new IntensityChange.Gamma(1.3, false, false));
    for (int i = 0; i < first.length; i++) {
      assertEquals(2 * alone[i], first[i], 2e-6);
    }
  }

  @Test
  void noiseIsNormallyDistributed() {
    float[] before = changed();
    int n = 0;
    double sum = 0;
    double squares = 0;
    double fourth = 0;
    int beyondTwo = 0;
    for (long seed = 0; seed < 500; seed++) {
      float[] after = changed(new IntensityChange.Noise(0.5, seed));
      for (int i = 0; i < after.length; i++) {
        double z = (after[i] - before[i]) / 0.5;
        n++;
        sum += z;
        squares += z * z;
        fourth += z * z * z * z;
        beyondTwo += Math.abs(z) > 2 ? 1 : 0;
      }
    }
    // four standard errors of each estimate for 105,000 numbers
    assertEquals(0, sum / n, 4 / Math.sqrt(n));
    assertEquals(1, squares / n, 4 * Math.sqrt(2.0 / n));
    assertEquals(3, fourth / n, 4 * Math.sqrt(96.0 / n));
    assertEquals(0.0455003, beyondTwo / (double) n, 4 * Math.sqrt(0.0455 * 0.9545 / n));
  }

  @Test
  void equalSeedsGiveEqualNoise() {
    float[] first = changed(new IntensityChange.Noise(0.5, 7));
    assertEquals(first[100], changed(new IntensityChange.Noise(0.5, 7))[100]);
    assertTrue(first[100] != changed(new IntensityChange.Noise(0.5, 8))[100]);
  }

  @Test
  void aConstantPatchStaysAsItIs() {
    try (Backend backend = new ReferenceBackend();
        HostBuffer buffer = backend.allocate(4)) {
      buffer.view(0, 4).putFloat(0, 3.25f);
      PatchGather.Target target = new PatchGather.Target(buffer, 0, ElementType.FLOAT32);
      List<IntensityChange> all =
          List.of(
              new IntensityChange.Blur(new Triple(1, 1, 1)),
              new IntensityChange.Contrast(1.2, true),
              new IntensityChange.LowResolution(new Triple(0.5, 0.5, 0.5)),
              new IntensityChange.Gamma(1.3, true, true));
      backend.changeIntensities(
          List.of(new IntensityPatch(target, new Size3(1, 1, 1), all)), Backend.ALL_THREADS);
      assertEquals(3.25f, buffer.view(0, 4).getFloat(0), 1e-6);
    }
  }
}
