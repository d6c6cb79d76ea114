package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.ibengine.backend.Distribution;
import org.ibengine.backend.Distribution.Limit;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.Percentiles;
import org.ibengine.backend.ResampleRule;
import org.ibengine.backend.Resampling;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Volumes of float16, given as bits, and the values they have by the definition of the format. */
public interface Float16VoxelsContract extends BackendSource {
  int ALL = 1 << 16;
  int INFINITY = 0x7C00;

  /** Every bit pattern; rows are neither a multiple of vectors long nor aligned to them. */
  Size3 EVERY = new Size3(331, 199, 1);

  /** Voxel after voxel from the bits, the last of them again and again. */
  private static Volume volume(Fixture fixture, Size3 size, int... bits) {
    HostBuffer memory = fixture.poisoned((int) size.voxels() * Short.BYTES);
    ByteBuffer out = memory.view(0, (int) memory.sizeBytes());
    for (int i = 0; i < size.voxels(); i++) {
      out.putShort((short) bits[Math.min(i, bits.length - 1)]);
    }
    return new Volume(size, VoxelType.FLOAT16, memory);
  }

  private static Volume everyPattern(Fixture fixture) {
    int[] bits = new int[ALL];
    for (int i = 0; i < ALL; i++) {
      bits[i] = i;
    }
    return volume(fixture, EVERY, bits);
  }

  /** The definition. */
  private static double valueOf(int bits) {
    int exponent = bits >> 10 & 31;
    int mantissa = bits & 0x3FF;
    double magnitude =
        exponent == 31
            ? mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN
            : exponent == 0 ? mantissa * 0x1p-24 : Math.scalb(1 + mantissa / 1024.0, exponent - 15);
    return bits < 0x8000 ? magnitude : -magnitude;
  }

  private static int patternAt(int voxel) {
    return Math.min(voxel, ALL - 1);
  }

  private static int floatBits(HostBuffer out, int element) {
    return Float.floatToIntBits(out.view(element * 4L, 4).getFloat());
  }

  @Test
  default void knownBitsHaveTheValuesWorkedOutByHand() {
    try (Fixture fixture = fixture()) {
      int[] bits = {
        0x0000, 0x8000, 0x0001, 0x8001, 0x03FF, 0x0400, 0x3555, 0x3C00, 0xC000, 0x6400, 0x7BFF,
        0xFBFF, 0x7C00, 0xFC00, 0x7E00, 0x7C01
      };
      float[] values = {
        0f,
        0f, // a shift of 0 is added
        5.9604645e-8f, // 2^-24
        -5.9604645e-8f,
        6.0975552e-5f, // 1023 · 2^-24
        6.1035156e-5f, // 2^-14
        0.33325195f, // 1365 / 4096
        1f,
        -2f,
        1024f,
        65504f,
        -65504f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.NaN // signalling
      };
      Volume source = volume(fixture, new Size3(bits.length, 1, 1), bits);
      HostBuffer out =
          Converted.gather(fixture, source, null, Intensity.IDENTITY, ElementType.FLOAT32);
      for (int i = 0; i < bits.length; i++) {
        assertEquals(
            Float.floatToIntBits(values[i]), floatBits(out, i), Integer.toHexString(bits[i]));
      }
    }
  }

  @Test
  default void everyBitPatternIsGatheredAsItsValue() {
    try (Fixture fixture = fixture()) {
      Volume source = everyPattern(fixture);
      HostBuffer out =
          Converted.gather(fixture, source, null, Intensity.IDENTITY, ElementType.FLOAT32);
      for (int i = 0; i < EVERY.voxels(); i++) {
        float wanted = (float) valueOf(patternAt(i)) + 0f;
        assertEquals(Float.floatToIntBits(wanted), floatBits(out, i), Integer.toHexString(i));
      }
    }
  }

  @Test
  default void everyNumberGatheredToFloat16KeepsItsBits() {
    try (Fixture fixture = fixture()) {
      Volume source = everyPattern(fixture);
      HostBuffer out =
          Converted.gather(fixture, source, null, Intensity.IDENTITY, ElementType.FLOAT16);
      for (int i = 0; i < EVERY.voxels(); i++) {
        int bits = patternAt(i);
        int found = out.view(i * 2L, 2).getShort() & 0xFFFF;
        if (Double.isNaN(valueOf(bits))) {
          assertTrue(Double.isNaN(valueOf(found)), Integer.toHexString(bits));
        } else {
          assertEquals(bits == 0x8000 ? 0 : bits, found, Integer.toHexString(bits));
        }
      }
    }
  }

  /** In float32, as every other voxel: a difference, a quotient, limits; NaN becomes 0. */
  @Test
  default void everyBitPatternIsNormalisedAsItsValue() {
    try (Fixture fixture = fixture()) {
      Volume source = everyPattern(fixture);
      for (float divide : new float[] {3.7f, 1e-8f, -250f}) {
        Normalisation scale = new Normalisation(0.3f, divide, -4, 11);
        Intensity intensity = new Intensity(1.1f, -0.2f);
        HostBuffer out = Converted.gather(fixture, source, scale, intensity, ElementType.FLOAT32);
        for (int i = 0; i < EVERY.voxels(); i++) {
          float scaled = ((float) valueOf(patternAt(i)) - 0.3f) / divide;
          float number = Float.isNaN(scaled) ? 0 : scaled;
          float wanted = Math.min(Math.max(number, -4), 11) * 1.1f + -0.2f;
          assertEquals(Float.floatToIntBits(wanted), floatBits(out, i), Integer.toHexString(i));
        }
      }
    }
  }

  @Test
  default void percentilesOfEveryFiniteNumberAreTheNumbersInOrder() {
    try (Fixture fixture = fixture()) {
      int[] bits = new int[2 * INFINITY];
      for (int i = 0; i < INFINITY; i++) {
        bits[2 * i] = i;
        bits[2 * i + 1] = 0x8000 | i;
      }
      int last = bits.length - 1; // 63,487 steps from −65,504 to 65,504, two zeros in the middle
      Volume volume = volume(fixture, new Size3(256, 248, 1), bits);
      double[] ranks = {0, 1, 1023, 31_742, 31_743, 31_744, 31_745, 40_000, last - 1, last};
      double[] percentages = new double[ranks.length];
      double[] wanted = new double[ranks.length];
      for (int i = 0; i < ranks.length; i++) {
        percentages[i] = ranks[i] / last * 100;
        int rank = (int) ranks[i];
        wanted[i] = rank < INFINITY ? 0.0 - valueOf(INFINITY - 1 - rank) : valueOf(rank - INFINITY);
      }
      assertEquals(-65_504, wanted[0]);
      assertEquals(-65_472, wanted[1]);
      Percentiles found = fixture.backend().percentiles(volume, percentages);
      assertEquals(0, found.nonFinite());
      for (int i = 0; i < ranks.length; i++) {
        // a percentage may miss its rank by a rounding, which moves the value by less than this
        assertEquals(wanted[i], found.values()[i], 1e-10 * Math.abs(wanted[i]) + 1e-17, "" + i);
      }
    }
  }

  @Test
  default void everyPatternThatIsNotFiniteIsCounted() {
    try (Fixture fixture = fixture()) {
      int[] bits = new int[2 * 0x400 + 3];
      for (int i = 0; i < 0x400; i++) {
        bits[i] = INFINITY | i;
        bits[0x400 + i] = 0x8000 | INFINITY | i;
      }
      bits[0x800] = 0x7BFF;
      bits[0x801] = 0xFBFF;
      Volume volume = volume(fixture, new Size3(bits.length, 1, 1), bits);
      Percentiles found = fixture.backend().percentiles(volume, 0, 50);
      assertEquals(2048, found.nonFinite());
      assertArrayEquals(new double[] {Double.NaN, Double.NaN}, found.values());
      Distribution all = fixture.backend().distribution(volume, new Limit(0, true), 50);
      assertEquals(2048, all.nonFinite());
    }
  }

  /** 1, 2 and 2^-24 · 1 (subnormal), −0 and −65,504. */
  @Test
  default void aDistributionHasTheNumbersComputedByHand() {
    try (Fixture fixture = fixture()) {
      Volume volume = volume(fixture, new Size3(5, 1, 1), 0x3C00, 0x4000, 0x0001, 0x8000, 0xFBFF);
      Distribution found = fixture.backend().distribution(volume, new Limit(0, true), 0, 50, 100);
      assertEquals(5, found.all().count());
      assertEquals(-65_504, found.all().min());
      assertEquals(2, found.all().max());
      assertEquals((3 + 0x1p-24 - 65_504) / 5, found.all().mean());
      assertArrayEquals(new double[] {-65_504, 0x1p-24, 2}, found.all().percentiles());
      assertEquals(3, found.beyond().count());
      assertEquals(0x1p-24, found.beyond().min());
      assertArrayEquals(new double[] {0x1p-24, 1, 2}, found.beyond().percentiles());
    }
  }

  @Test
  default void itIsResampledFromButNotTo() {
    try (Fixture fixture = fixture()) {
      Size3 size = new Size3(4, 1, 1);
      Volume volume = volume(fixture, size, 0x3C00, 0x0001, 0xC000, 0x7BFF);
      ResampleRule rule = new ResampleRule(GridMap.IDENTITY, Interpolation.LINEAR);
      assertArrayEquals(
          new double[] {1, 0x1p-24, -2, 65_504},
          Resampled.resampled(fixture, volume, size, VoxelType.FLOAT64, rule));
      Volume target = new Volume(size, VoxelType.FLOAT16, fixture.poisoned(8));
      assertThrows(IllegalArgumentException.class, () -> new Resampling(volume, target, rule));
    }
  }
}
