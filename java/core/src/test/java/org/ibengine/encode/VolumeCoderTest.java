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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VolumeCoderTest {
  private static Volume volume(VoxelType type, double... voxels) {
    HostBuffer data = new ReferenceBackend().allocate((long) voxels.length * type.sizeBytes());
    ByteBuffer bytes = data.view(0, (int) data.sizeBytes());
    for (double voxel : voxels) {
      if (type == VoxelType.FLOAT32) {
        bytes.putFloat((float) voxel);
      } else {
        bytes.putDouble(voxel);
      }
    }
    return new Volume(new Size3(voxels.length, 1, 1), type, data);
  }

  private static Coded scaled(double slope, double intercept, double... voxels) {
    Volume source = volume(VoxelType.FLOAT64, voxels);
    return VolumeCoder.code(source, slope, intercept, FiniteVoxels.of(source), StoreRule.UINT16);
  }

  private static Coded coded(double... voxels) {
    return scaled(1, 0, voxels);
  }

  private static int[] codes(Coded coded) {
    assertEquals(VoxelType.UINT16, coded.volume().type());
    ByteBuffer bytes = coded.volume().data().view(0, (int) coded.volume().sizeBytes());
    return IntStream.range(0, bytes.limit() / 2).map(i -> bytes.getShort(2 * i) & 0xffff).toArray();
  }

  private static void assertCoded(
      Coded coded, double slope, double intercept, double error, int... codes) {
    assertArrayEquals(codes, codes(coded));
    assertEquals(slope, coded.slope());
    assertEquals(intercept, coded.intercept());
    assertEquals(error, coded.largestError());
  }

  @Test
  void codesLieEvenlyBetweenTheExtremes() {
    // 131,070 wide: a step of 2 from 0.5 on; 3.5 is 1.5 steps, and halves go to the even code
    assertCoded(coded(0.5, 131_070.5, 2.5, 3.5, 3.25, 100.5), 2, 0.5, 1, 0, 65_535, 1, 2, 1, 50);
  }

  @Test
  void zeroHasACodeIfItLiesBetween() {
    // a step of 2; −3 is 1.5 steps below 0, so 0 has code 2 and −3 is off by half a step
    assertCoded(coded(-3, 131_067, 0, 0.25, 1.25), 2, -4, 1, 0, 65_535, 2, 2, 3);
    // the mirror image of it
    assertCoded(coded(3, -131_067, 0), 2, -131_068, 1, 65_535, 0, 65_534);
    // at the ends
    assertCoded(coded(0, 32_767.5, 0.75), 0.5, 0, 0.25, 0, 65_535, 2);
    assertCoded(coded(-32_767.5, 0, -0.75), 0.5, -32_767.5, 0.25, 0, 65_535, 65_533);
  }

  @Test
  void valuesBelowZeroBeginAtTheSmallest() {
    assertCoded(coded(-131_070.5, -0.5, -2), 2, -131_070.5, 0.5, 0, 65_535, 65_534);
  }

  @Test
  void wholeNumbersLoseNothing() {
    assertCoded(coded(-1000, 7, -999, 64_535), 1, -1000, 0, 0, 1007, 1, 65_535);
    assertCoded(coded(0.25, 3.25, 1.25), 1, 0.25, 0, 0, 3, 1);
    assertCoded(coded(-0.0, 2, 0), 1, 0.0, 0, 0, 2, 0);
  }

  @Test
  void wholeNumbersFurtherApartAreRounded() {
    // 65,536 steps of 1 would be needed
    Coded coded = coded(0, 65_536, 32_768);
    assertArrayEquals(new int[] {0, 65_535, 32_768}, codes(coded)); // 32,767.5 steps
    assertEquals(65_536 / 65_535.0, coded.slope());
    assertEquals(0.5, coded.largestError(), 1e-5);
  }

  @Test
  void constantVolumesAndSingleVoxelsLoseNothing() {
    assertCoded(coded(0.1, 0.1, 0.1), 1, 0.1, 0, 0, 0, 0);
    assertCoded(coded(-7.75), 1, -7.75, 0, 0);
    assertCoded(coded(1e-300), 1, 1e-300, 0, 0);
  }

  @Test
  void slopeAndInterceptOfTheFileAreAppliedFirst() {
    // values 10, 10 − 65,535 and 9.5, which is half a step from 9 and from 10
    assertCoded(scaled(-0.5, 10, 0, 131_070, 1), 1, -65_525, 0.5, 65_535, 0, 65_535);
    // values 3, 5, 4
    assertCoded(scaled(-0.5, 3, 0, -4, -2), 1, 3, 0, 0, 2, 1);
  }

  @Test
  void aSmallRangeFarFromZeroKeepsTheBound() {
    Coded coded = coded(1e6, 1e6 + 0.0625, 1e6 + 0.03);
    assertEquals(0.0625 / 65_535, coded.slope());
    assertTrue(coded.largestError() <= 0.0625 / 131_070 + 1e6 * 0x1p-49);
  }

  @Test
  void extremesThatFloatsCannotTellAreRefused() {
    String close = assertThrows(IllegalArgumentException.class, () -> coded(0, 1e-36)).getMessage();
    assertTrue(close.contains("must be equal or differ by at least"), close);
    assertTrue(close.contains("are 0.0 to 1.0E-36"), close);
    String far = assertThrows(IllegalArgumentException.class, () -> coded(0, 1e39)).getMessage();
    assertTrue(far.contains("must fit float32"), far);
    assertThrows(IllegalArgumentException.class, () -> scaled(1e300, 0, 0, 1e300));
    coded(0, 8e-34); // 65,535 steps of a normal float
    coded(-Float.MAX_VALUE, Float.MAX_VALUE, 1);
  }

  /** More voxels than are looked at together, in every place of a block. */
  @ParameterizedTest
  @EnumSource(
      value = VoxelType.class,
      names = {"FLOAT32", "FLOAT64"})
  void everyVoxelIsOffByHalfAStepAtMostAndTheLargestErrorIsTheirs(VoxelType type) {
    Random random = new Random(5);
    double[] voxels = random.doubles(3 * 4096 + 77, -700, 1900).toArray();
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = type == VoxelType.FLOAT32 ? (float) voxels[i] : voxels[i];
    }
    Volume source = volume(type, voxels);
    FiniteVoxels found = FiniteVoxels.of(source);
    Coded coded = VolumeCoder.code(source, 1, 0, found, StoreRule.UINT16);
    int[] codes = codes(coded);
    double largest = 0;
    for (int i = 0; i < voxels.length; i++) {
      double value = coded.slope() * codes[i] + coded.intercept();
      largest = Math.max(largest, Math.abs(value - voxels[i]));
    }
    double most = (found.max() - found.min()) / 131_070;
    assertEquals(largest, coded.largestError());
    assertTrue(largest > 0.99 * most && largest <= most * (1 + 1e-10), largest + " of " + most);
  }
}
