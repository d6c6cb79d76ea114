package org.ibengine.backend;

import org.ibengine.augment.Warping.Triple;
import org.ibengine.volume.Size3;

/** A Gaussian blur of a patch in place, axis after axis. */
final class Blurring {
  private final float[] voxels;
  private final Size3 size;

  Blurring(float[] voxels, Size3 size) {
    this.voxels = voxels;
    this.size = size;
  }

  /**
   * @param sigma in voxels
   */
  void blur(Triple sigma) {
    int[] strides = {1, size.x(), size.x() * size.y()};
    for (int axis = 0; axis < 3; axis++) {
      float[] weights = BlurWeights.of(sigma.get(axis));
      if (weights.length > 1) {
        blur(weights, strides[axis], size.get(axis));
      }
    }
  }

  private void blur(float[] weights, int stride, int length) {
    float[] line = new float[length];
    for (int start = 0; start < voxels.length; start++) {
      if (start / stride % length != 0) {
        continue; // not the first of a line
      }
      for (int i = 0; i < length; i++) {
        line[i] = voxels[start + i * stride];
      }
      for (int i = 0; i < length; i++) {
        voxels[start + i * stride] = weighed(line, i, weights);
      }
    }
  }

  private static float weighed(float[] line, int at, float[] weights) {
    float sum = weights[0] * line[at];
    for (int j = 1; j < weights.length; j++) {
      float pair = line[reflected(at - j, line.length)] + line[reflected(at + j, line.length)];
      sum = sum + weights[j] * pair;
    }
    return sum;
  }

  private static int reflected(int index, int length) {
    if (length == 1) {
      return 0;
    }
    int period = 2 * (length - 1);
    int within = Math.floorMod(index, period);
    return Math.min(within, period - within);
  }
}
