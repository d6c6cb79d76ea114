package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ibengine.backend.Intensity;
import org.ibengine.backend.Normalisation;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** What becomes of a voxel's value, and where it goes when the patch is turned. */
public interface GatherConversionContract extends BackendSource {
  private void assertPlain(VoxelType type, double[] raw, float... expected) {
    Converted.assertBecomes(this, type, raw, null, Intensity.IDENTITY, expected);
  }

  @Test
  default void everyVoxelTypeIsRoundedToTheNearestFloat() {
    assertPlain(VoxelType.UINT8, new double[] {0, 1, 127, 128, 255}, 0, 1, 127, 128, 255);
    assertPlain(VoxelType.INT8, new double[] {0, -1, 127, -128}, 0, -1, 127, -128);
    assertPlain(VoxelType.INT16, new double[] {-32768, -1, 32767}, -32768, -1, 32767);
    assertPlain(VoxelType.UINT16, new double[] {0, 32768, 65535}, 0, 32768, 65535);
    assertPlain(
        VoxelType.INT32,
        new double[] {16777217, 16777219, -16777217, Integer.MAX_VALUE, Integer.MIN_VALUE},
        16777216f,
        16777220f,
        -16777216f,
        2147483648f,
        -2147483648f);
    assertPlain(
        VoxelType.UINT32,
        new double[] {16777217, 2147483648.0, 2147483777.0, 4294967295.0, 4294967040.0},
        16777216f,
        2147483648f,
        2147483904f,
        4294967296f,
        4294967040f);
    assertPlain(
        VoxelType.FLOAT64,
        new double[] {0.1, 1e300, -1e300, 1e-300, 1 + 0x1p-24, 1 + 0x1p-24 + 0x1p-52},
        0.1f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        0,
        1,
        1 + 0x1p-23f);
    assertPlain(
        VoxelType.FLOAT16,
        new double[] {65504, -65504, 0x1p-24, 0x1.ff8p-15, 0x1p-14, 1365 / 4096.0},
        65504f,
        -65504f,
        5.9604645e-8f,
        6.0975552e-5f,
        6.1035156e-5f,
        0.33325195f);
  }

  @Test
  default void negativeZeroPlusZeroIsZeroEvenWithoutIntensityChange() {
    assertPlain(VoxelType.FLOAT32, new double[] {-0.0, 0.0, -1.0}, 0f, 0f, -1f);
    assertPlain(VoxelType.FLOAT64, new double[] {-0.0, 0.0, -1e-300}, 0f, 0f, 0f);
    assertPlain(VoxelType.FLOAT16, new double[] {-0.0, 0.0, -0x1p-24}, 0f, 0f, -0x1p-24f);
  }

  @Test
  default void normalisationScalesAndClamps() {
    Normalisation limits = Normalisation.range(-10, 30);
    Converted.assertBecomes(
        this,
        VoxelType.INT16,
        new double[] {-32768, -10, -9, 0, 3, 10, 30, 31, 32767},
        limits,
        Intensity.IDENTITY,
        0,
        0,
        1 / 40f,
        0.25f,
        13 / 40f,
        0.5f,
        1,
        1,
        1);
  }

  @Test
  default void normalisationDividesAndDoesNotMultiplyByTheReciprocal() {
    // 5 · (1 / 49f) is one unit in the last place off 5 / 49f.
    Converted.assertBecomes(
        this,
        VoxelType.UINT8,
        new double[] {5, 10, 20, 40, 45},
        Normalisation.range(0, 49),
        Intensity.IDENTITY,
        5 / 49f,
        10 / 49f,
        20 / 49f,
        40 / 49f,
        45 / 49f);
  }

  @Test
  default void limitsTheOtherWayRoundMirrorTheScale() {
    Converted.assertBecomes(
        this,
        VoxelType.INT16,
        new double[] {-20, 0, 5, 20, 100, 101},
        Normalisation.range(100, 0),
        Intensity.IDENTITY,
        1,
        1,
        95 / 100f,
        80 / 100f,
        0,
        0);
  }

  @Test
  default void notANumberIsZeroOnceNormalisedAndInfinitiesAreClamped() {
    Converted.assertBecomes(
        this,
        VoxelType.FLOAT32,
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1},
        Normalisation.range(0, 2),
        Intensity.IDENTITY,
        0,
        1,
        0,
        0.5f);
  }

  @Test
  default void intensityIsMultipliedThenAddedInTwoRoundings() {
    float gain = 1 + 0x1p-12f;
    // Fused, (1 + 2^-12)² − (1 + 2^-11) would be 2^-24; in two roundings it is 0.
    Converted.assertBecomes(
        this,
        VoxelType.FLOAT32,
        new double[] {1 + 0x1p-12},
        null,
        new Intensity(gain, -(1 + 0x1p-11f)),
        0);
    Converted.assertBecomes(
        this,
        VoxelType.UINT8,
        new double[] {0, 3, 255},
        null,
        new Intensity(1.1f, -0.1f),
        0 * 1.1f - 0.1f,
        3 * 1.1f - 0.1f,
        255 * 1.1f - 0.1f);
  }

  @Test
  default void intensityFollowsNormalisationAndIsNotClamped() {
    Converted.assertBecomes(
        this,
        VoxelType.UINT8,
        new double[] {0, 5, 10, 20},
        Normalisation.range(0, 10),
        new Intensity(2, -0.5f),
        -0.5f,
        0.5f,
        1.5f,
        1.5f);
  }

  @Test
  default void float16IsRoundedToNearestTiesToEven() {
    double[] raw = HalfLiteral.ALL.stream().mapToDouble(HalfLiteral::value).toArray();
    Size3 size = new Size3(raw.length * 11, 1, 1);
    try (Fixture fixture = fixture()) {
      Volume source = fixture.volume(size, VoxelType.FLOAT32, Converted.repeated(raw));
      HostBuffer out =
          Converted.gather(fixture, source, null, Intensity.IDENTITY, ElementType.FLOAT16);
      for (int i = 0; i < size.x(); i++) {
        HalfLiteral wanted = HalfLiteral.ALL.get(i % raw.length);
        int bits = out.view(i * 2L, 2).getShort() & 0xFFFF;
        assertEquals(
            Integer.toHexString(wanted.bits()), Integer.toHexString(bits), wanted::toString);
      }
    }
  }
}
