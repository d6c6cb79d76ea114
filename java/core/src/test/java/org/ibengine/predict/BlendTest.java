package org.ibengine.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class BlendTest {
  @Test
  void theGaussianOfFourVoxelsByHand() {
    // distances of ±0.5 and ±1.5 voxels, a deviation of 0.5: exp(-0.5) and exp(-4.5)
    float[] row = Blend.GAUSSIAN.importance(new Size3(4, 1, 1));
    assertArrayEquals(new float[] {0.011108996f, 0.60653067f, 0.60653067f, 0.011108996f}, row);
  }

  @Test
  void farFromTheCentreItIsAThousandth() {
    float[] cube = Blend.GAUSSIAN.importance(new Size3(16, 16, 16));
    assertEquals(0.001f, cube[0]);
    assertEquals((float) Math.pow(Math.exp(-0.03125), 3), cube[(8 * 16 + 8) * 16 + 8], 1e-7f);
  }

  @Test
  void constantIsOne() {
    assertArrayEquals(
        new float[] {1, 1, 1, 1, 1, 1}, Blend.CONSTANT.importance(new Size3(1, 2, 3)));
  }
}
