package org.ibengine.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes of more than two blocks of 4096 voxels, the last of them with an odd number. */
class PredictionMaskTest {
  private static final Size3 SIZE = new Size3(67, 47, 3);
  private static final int VOXELS = 67 * 47 * 3;
  private static final int[] PLACES = {0, 1, 2, 4094, 4095, 4096, 4097, 8191, 8192, VOXELS - 1};

  private final HostBuffer data = new ReferenceBackend().allocate(4 * VOXELS);
  private final HostBuffer bits = new ReferenceBackend().allocate(VOXELS);
  private final ByteBuffer voxels = data.view(0, 4 * VOXELS);

  private ByteBuffer cut(ScoreScale scale, double threshold) {
    Volume mask = new Volume(SIZE, VoxelType.UINT8, bits);
    PredictionMask.cut(new Volume(SIZE, VoxelType.FLOAT32, data), scale, threshold, mask);
    return bits.view(0, VOXELS);
  }

  private void fill(float value) {
    for (int i = 0; i < VOXELS; i++) {
      voxels.putFloat(4 * i, value);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneVoxelAboveTheCutIsFoundWhereverItLies(ScoreScale scale) {
    float cut = scale == ScoreScale.LOGIT ? 0 : 0.5f;
    for (int place : PLACES) {
      fill(cut);
      voxels.putFloat(4 * place, Math.nextUp(cut));
      ByteBuffer mask = cut(scale, 0.5);
      for (int i = 0; i < VOXELS; i++) {
        assertEquals(i == place ? 1 : 0, mask.get(i), "voxel " + i + ", set " + place);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      floats = {-0.25f, -0.0000011f, 1.0000011f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void oneVoxelThatIsNoProbabilityIsFoundWhereverItLies(float value) {
    for (int place : PLACES) {
      fill(0.25f);
      voxels.putFloat(4 * place, value);
      String message =
          assertThrows(IllegalArgumentException.class, () -> cut(ScoreScale.PROBABILITY, 0.5))
              .getMessage();
      String voxel = "(%d, %d, %d)".formatted(place % 67, place / 67 % 47, place / 67 / 47);
      assertTrue(message.contains("1 of 9447 are not; the first is " + (double) value), message);
      assertTrue(message.contains(voxel), message);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7fc00000, 0xffc00000, 0x7f800001, 0xffffffff})
  void everyKindOfNotANumberIsFoundOnBothScales(int nan) {
    for (ScoreScale scale : ScoreScale.values()) {
      fill(0.25f);
      voxels.putInt(4 * 4097, nan);
      voxels.putInt(4 * 8000, nan);
      String message =
          assertThrows(IllegalArgumentException.class, () -> cut(scale, 0.5)).getMessage();
      assertTrue(message.contains("2 of 9447 are not; the first is NaN"), message);
    }
  }

  @Test
  void zeroIsGoodWithEitherSign() {
    fill(-0.0f);
    voxels.putFloat(4 * 5, 0.0f);
    ByteBuffer mask = cut(ScoreScale.PROBABILITY, 0);
    for (int i = 0; i < VOXELS; i++) {
      assertEquals(0, mask.get(i));
    }
  }

  @Test
  void oldContentsOfTheMaskDoNotShow() {
    for (int i = 0; i < VOXELS; i++) {
      bits.view(0, VOXELS).put(i, (byte) 7);
    }
    fill(0.5f);
    voxels.putFloat(4 * 6000, 1);
    ByteBuffer mask = cut(ScoreScale.PROBABILITY, 0.5);
    int sum = 0;
    for (int i = 0; i < VOXELS; i++) {
      sum += mask.get(i);
    }
    assertEquals(1, sum);
  }
}
