package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a voxel's value, and where it goes when the patch is turned. */
public interface GatherConversionContract extends BackendSource {
  /** Values long enough for vector code and its remainder. */
  private static double[] repeated(double[] values) {
    double[] all = new double[values.length * 11];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i % values.length];
    }
    return all;
  }

  private static HostBuffer gather(
      Fixture fixture, Volume source, Normalisation limits, Intensity intensity, ElementType type) {
    HostBuffer out = fixture.poisoned((int) source.size().voxels() * type.sizeBytes());
    Target target = new Target(out, 0, type);
    PatchGather patch =
        new PatchGather(
            source, Index3.ZERO, source.size(), limits, Orientation.IDENTITY, intensity, 0, target);
    fixture.backend().gatherPatches(List.of(patch));
    return out;
  }

  private void assertBecomes(
      VoxelType type, double[] raw, Normalisation limits, Intensity intensity, float... expected) {
    try (Fixture fixture = fixture()) {
      double[] values = repeated(raw);
      Volume source = fixture.volume(new Size3(values.length, 1, 1), type, values);
      HostBuffer out = gather(fixture, source, limits, intensity, ElementType.FLOAT32);
      for (int i = 0; i < values.length; i++) {
        float actual = out.view(i * 4L, 4).getFloat();
        float wanted = expected[i % expected.length];
        assertEquals(
            Float.floatToIntBits(wanted),
            Float.floatToIntBits(actual),
            "%s %s became %s, not %s".formatted(type, values[i], actual, wanted));
      }
    }
  }

  private void assertPlain(VoxelType type, double[] raw, float... expected) {
    assertBecomes(type, raw, null, Intensity.IDENTITY, expected);
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
  }

  @Test
  default void negativeZeroPlusZeroIsZeroEvenWithoutIntensityChange() {
    assertPlain(VoxelType.FLOAT32, new double[] {-0.0, 0.0, -1.0}, 0f, 0f, -1f);
    assertPlain(VoxelType.FLOAT64, new double[] {-0.0, 0.0, -1e-300}, 0f, 0f, 0f);
  }

  @Test
  default void normalisationScalesAndClamps() {
    Normalisation limits = new Normalisation(-10, 30);
    assertBecomes(
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
    assertBecomes(
        VoxelType.UINT8,
        new double[] {5, 10, 20, 40, 45},
        new Normalisation(0, 49),
        Intensity.IDENTITY,
        5 / 49f,
        10 / 49f,
        20 / 49f,
        40 / 49f,
        45 / 49f);
  }

  @Test
  default void limitsTheOtherWayRoundMirrorTheScale() {
    assertBecomes(
        VoxelType.INT16,
        new double[] {-20, 0, 5, 20, 100, 101},
        new Normalisation(100, 0),
        Intensity.IDENTITY,
        1,
        1,
        95 / 100f,
        80 / 100f,
        0,
        0);
  }

  @Test
  default void equalLimitsGiveZero() {
    assertBecomes(
        VoxelType.FLOAT32,
        new double[] {6, 7, 8, Double.NaN, Double.POSITIVE_INFINITY},
        new Normalisation(7, 7),
        new Intensity(3, 0.5f),
        0.5f);
  }

  @Test
  default void notANumberIsZeroOnceNormalisedAndInfinitiesAreClamped() {
    assertBecomes(
        VoxelType.FLOAT32,
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1},
        new Normalisation(0, 2),
        Intensity.IDENTITY,
        0,
        1,
        0,
        0.5f);
  }

  @Test
  default void limitsFurtherApartThanTheLargestFloatGiveZero() {
    assertBecomes(
        VoxelType.FLOAT32,
        new double[] {-3e38, 0, 3e38},
        new Normalisation(-3e38f, 3e38f),
        Intensity.IDENTITY,
        0);
  }

  @Test
  default void intensityIsMultipliedThenAddedInTwoRoundings() {
    float gain = 1 + 0x1p-12f;
    // Fused, (1 + 2^-12)² − (1 + 2^-11) would be 2^-24; in two roundings it is 0.
    assertBecomes(
        VoxelType.FLOAT32,
        new double[] {1 + 0x1p-12},
        null,
        new Intensity(gain, -(1 + 0x1p-11f)),
        0);
    assertBecomes(
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
    assertBecomes(
        VoxelType.UINT8,
        new double[] {0, 5, 10, 20},
        new Normalisation(0, 10),
        new Intensity(2, -0.5f),
        -0.5f,
        0.5f,
        1.5f,
        1.5f);
  }

  @Test
  default void float16IsRoundedToNearestTiesToEven() {
    double[] raw = new double[HALVES.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = HALVES[i][0];
    }
    try (Fixture fixture = fixture()) {
      Volume source =
          fixture.volume(new Size3(raw.length * 11, 1, 1), VoxelType.FLOAT32, repeated(raw));
      HostBuffer out = gather(fixture, source, null, Intensity.IDENTITY, ElementType.FLOAT16);
      for (int i = 0; i < raw.length * 11; i++) {
        double[] wanted = HALVES[i % raw.length];
        int bits = out.view(i * 2L, 2).getShort() & 0xFFFF;
        assertEquals(
            Integer.toHexString((int) wanted[1]), Integer.toHexString(bits), "" + wanted[0]);
      }
    }
  }

  /** float32 values and the bits {@code numpy.float16} gives them. */
  double[][] HALVES = {
    {0.0f, 0x0000},
    {1.0f, 0x3c00},
    {-2.0f, 0xc000},
    {65504.0f, 0x7bff},
    {65519.996f, 0x7bff},
    {65520.0f, 0x7c00},
    {-70000.0f, 0xfc00},
    {1e-7f, 0x0002},
    {5.9604645e-8f, 0x0001},
    {2.9802322e-8f, 0x0000},
    {2.9802326e-8f, 0x0001},
    {8.940697e-8f, 0x0002},
    {-8.940697e-8f, 0x8002},
    {6.1035156e-5f, 0x0400},
    {6.1005353e-5f, 0x0400},
    {6.100535e-5f, 0x03ff},
    {0.1f, 0x2e66},
    {0.33325195f, 0x3555},
    {2047.5f, 0x6800},
    {2049.0f, 0x6800},
    {2050.0f, 0x6801},
    {2051.0f, 0x6802},
    {4095.9f, 0x6c00},
    {1.0004883f, 0x3c00},
    {1.0004884f, 0x3c01},
    {1.0014648f, 0x3c02},
    {-1.0004883f, 0xbc00},
    {1e10f, 0x7c00},
    {3.4028235e38f, 0x7c00},
    {-1e-30f, 0x8000},
    {0.99975586f, 0x3c00},
    {0.9998779f, 0x3c00},
  };

  @ParameterizedTest
  @MethodSource("org.ibengine.conformance.OrientationLiterals#all")
  default void turnsAndFlipsAreThoseOfNumpy(OrientationLiterals literal) {
    try (Fixture fixture = fixture()) {
      Size3 size = literal.size();
      Volume source =
          fixture.volume(
              new Size3(6, 7, 5),
              VoxelType.UINT8,
              (x, y, z) -> ((z - 1) * size.y() + y - 3) * size.x() + x - 2);
      for (ElementType type : ElementType.values()) {
        HostBuffer out = fixture.poisoned((int) size.voxels() * type.sizeBytes());
        Target target = new Target(out, 0, type);
        PatchGather patch =
            new PatchGather(
                source,
                new Index3(2, 3, 1),
                size,
                null,
                literal.orientation(),
                Intensity.IDENTITY,
                0,
                target);
        fixture.backend().gatherPatches(List.of(patch));
        assertEquals(literal.elements(), spelled(out, size, type), type.name());
      }
    }
  }

  private static String spelled(HostBuffer out, Size3 size, ElementType type) {
    StringBuilder spelled = new StringBuilder();
    for (int i = 0; i < size.voxels(); i++) {
      int value =
          switch (type) {
            case UINT8 -> out.view(i, 1).get();
            case FLOAT16 -> smallInteger(out.view(i * 2L, 2).getShort());
            case FLOAT32 -> (int) out.view(i * 4L, 4).getFloat();
          };
      spelled.append(Character.forDigit(value, 36));
    }
    return spelled.toString();
  }

  /** Value of a float16 that is an integer from 0 to 35. */
  private static int smallInteger(short bits) {
    return bits == 0 ? 0 : (int) Math.scalb(1 + (bits & 0x3FF) / 1024.0, (bits >> 10) - 15);
  }

  @ParameterizedTest
  @EnumSource(VoxelType.class)
  default void randomBatchesAgreeWithTheReferenceToTheBit(VoxelType type) {
    for (long seed = 1; seed <= 4; seed++) {
      assertAgrees(type, seed, 1 + (int) seed % 4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  default void anyThreadCountGivesTheSameBytes(int threads) {
    assertAgrees(VoxelType.INT16, 77, threads);
    assertAgrees(VoxelType.FLOAT32, 78, threads);
  }

  private void assertAgrees(VoxelType type, long seed, int threads) {
    byte[] expected;
    byte[] actual;
    try (Fixture reference = Oracle.fixture();
        Fixture fixture = new Fixture(open(threads))) {
      expected = RandomBatch.gather(reference, type, new Random(seed));
      actual = RandomBatch.gather(fixture, type, new Random(seed));
    }
    assertArrayEquals(expected, actual, "seed %d, %s, threads %d".formatted(seed, type, threads));
  }

  /** A batch that is the same for equal seeds. */
  final class RandomBatch {
    private static final int PATCHES = 25;

    private RandomBatch() {}

    static byte[] gather(Fixture fixture, VoxelType type, Random random) {
      Size3 size = randomSize(random, 40);
      Volume source = fixture.volume(size, type, (x, y, z) -> Fixture.anyValue(type, random));
      HostBuffer out = fixture.poisoned(PATCHES * 40 * 40 * 40 * 4);
      List<PatchGather> batch = new ArrayList<>();
      long offset = 0;
      for (int i = 0; i < PATCHES; i++) {
        PatchGather patch = randomPatch(source, out, offset, random);
        batch.add(patch);
        offset += patch.size().voxels() * patch.target().type().sizeBytes() + 3 & ~3L;
      }
      fixture.backend().gatherPatches(batch);
      return Fixture.bytesOf(out);
    }

    private static Size3 randomSize(Random random, int largest) {
      return new Size3(
          1 + random.nextInt(largest), 1 + random.nextInt(largest), 1 + random.nextInt(largest));
    }

    private static PatchGather randomPatch(
        Volume source, HostBuffer out, long offset, Random random) {
      Size3 size = randomSize(random, 40);
      int turns = random.nextInt(4);
      if (turns % 2 == 1) {
        size = new Size3(size.x(), size.x(), size.z());
      }
      boolean label = source.type() == VoxelType.UINT8 && random.nextBoolean();
      Normalisation limits = random.nextBoolean() ? null : limits(source.type(), random);
      Intensity changed = new Intensity(0.9f + random.nextFloat() / 5, random.nextFloat() - 0.5f);
      ElementType type = random.nextBoolean() ? ElementType.FLOAT32 : ElementType.FLOAT16;
      return new PatchGather(
          source,
          new Index3(random.nextInt(60) - 30, random.nextInt(60) - 30, random.nextInt(60) - 30),
          size,
          label ? null : limits,
          new Orientation(turns, random.nextBoolean(), random.nextBoolean(), random.nextBoolean()),
          label || random.nextBoolean() ? Intensity.IDENTITY : changed,
          random.nextInt(3),
          new Target(out, offset, label ? ElementType.UINT8 : type));
    }

    private static Normalisation limits(VoxelType type, Random random) {
      return new Normalisation(
          (float) Fixture.anyValue(type, random), (float) Fixture.anyValue(type, random));
    }
  }
}
