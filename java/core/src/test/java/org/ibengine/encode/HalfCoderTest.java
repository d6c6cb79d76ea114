package org.ibengine.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.IntStream;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.encode.VolumeCoder.Coded;
import org.ibengine.index.StoreRule;
import org.ibengine.io.FiniteVoxels;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Floats of 64 bits that become floats of 16. */
class HalfCoderTest {
  private static Coded scaled(double slope, double intercept, double... voxels) {
    HostBuffer data = new ReferenceBackend().allocate(voxels.length * 8L);
    ByteBuffer bytes = data.view(0, voxels.length * 8);
    for (double voxel : voxels) {
      bytes.putDouble(voxel);
    }
    Volume source = new Volume(new Size3(voxels.length, 1, 1), VoxelType.FLOAT64, data);
    return VolumeCoder.code(source, slope, intercept, FiniteVoxels.of(source), StoreRule.FLOAT16);
  }

  private static Coded coded(double... voxels) {
    return scaled(1, 0, voxels);
  }

  private static int[] bits(Coded coded) {
    ByteBuffer bytes = coded.volume().data().view(0, (int) coded.volume().sizeBytes());
    return IntStream.range(0, bytes.limit() / 2).map(i -> bytes.getShort(2 * i) & 0xffff).toArray();
  }

  private static void assertHalves(Coded coded, double error, int... bits) {
    assertEquals(VoxelType.FLOAT16, coded.volume().type());
    assertArrayEquals(bits, bits(coded));
    assertEquals(1, coded.slope());
    assertEquals(0, coded.intercept());
    assertEquals(error, coded.largestError());
  }

  @Test
  void valuesBecomeTheNearestAndTiesGoToTheEvenMantissa() {
    // 1 + 2^-11 and 1 + 3 · 2^-11 lie between two halves each
    assertHalves(
        coded(1, 1 + 0x1p-11, 1 + 3 * 0x1p-11, -0.5, 0),
        0x1p-11,
        0x3c00,
        0x3c00,
        0x3c02,
        0xb800,
        0);
    // a little above the tie, less than float32 could tell
    assertHalves(coded(0.5, 1 + 0x1p-11 + 0x1p-40), 0x1p-11 - 0x1p-40, 0x3800, 0x3c01);
    // subnormal, and the tie between 0 and the smallest
    assertHalves(coded(0x1p-24, 0x1p-25, 3 * 0x1p-25), 0x1p-25, 1, 0, 2);
  }

  @Test
  void slopeAndInterceptOfTheFileAreAppliedFirst() {
    assertHalves(scaled(-0.25, 1, 0, 2, 6), 0, 0x3c00, 0x3800, 0xb800);
  }

  @Test
  void wholeNumbersAreCodesAndLoseNothing() {
    Coded coded = coded(-3, 60_001, 2049);
    assertEquals(VoxelType.UINT16, coded.volume().type());
    assertArrayEquals(new int[] {0, 60_004, 2052}, bits(coded));
    assertEquals(-3, coded.intercept());
    assertEquals(0, coded.largestError());
  }

  @Test
  void whatIsBeyondTheLargestHalfIsRefused() {
    assertHalves(coded(65_504, 0.5, -65_504), 0, 0x7bff, 0x3800, 0xfbff);
    for (double beyond : new double[] {65_504.5, -65_505}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> coded(0.5, 0.75, beyond)).getMessage();
      assertTrue(message.contains("must lie within ±65504 to be stored as float16"), message);
      assertTrue(message.contains(String.valueOf(beyond)), message);
    }
  }

  @Test
  void theErrorIsTheLargestOfAllVoxels() {
    double[] voxels = new Random(3).doubles(2 * 4096 + 5, -900, 1000).toArray();
    Coded coded = coded(voxels);
    int[] bits = bits(coded);
    double largest = 0;
    for (int i = 0; i < bits.length; i++) {
      int exponent = (bits[i] >> 10 & 31) - 15;
      double magnitude = Math.scalb(1024 + (bits[i] & 1023), exponent - 10);
      double value = bits[i] >= 0x8000 ? -magnitude : magnitude;
      largest = Math.max(largest, Math.abs(value - voxels[i]));
    }
    assertEquals(largest, coded.largestError());
    assertTrue(largest > 0.24 && largest <= 0.25, "largest " + largest);
  }
}
