package org.ibengine.backend;

import org.ibengine.volume.Interpolation;

/** The voxels of one axis that a position takes its value from, and their weights. */
final class AxisTaps {
  private final int n;
  private final Interpolation interpolation;
  private final double[] gaussian;
  private final int[] index;
  private double[] weights;
  private double distance;
  private boolean outside;

  /**
   * @param n voxels along the axis
   */
  AxisTaps(int n, Interpolation interpolation, double[] gaussian) {
    this.n = n;
    this.interpolation = interpolation;
    this.gaussian = gaussian;
    this.index = new int[interpolation.taps() + gaussian.length - 1];
  }

  int count() {
    return index.length;
  }

  void moveTo(double position) {
    outside = !(position >= -0.5 && position <= n - 0.5);
    double nearest = interpolation == Interpolation.NEAREST ? position + 0.5 : position;
    double below = Math.floor(nearest);
    distance = position - below;
    double first = below - interpolation.below() - gaussian.length / 2;
    for (int i = 0; i < index.length; i++) {
      index[i] = (int) Math.max(0, Math.min(n - 1, first + i));
    }
    weights = smoothed(interpolation.weights(distance));
  }

  private double[] smoothed(double[] base) {
    double[] sums = new double[index.length];
    for (int j = 0; j < sums.length; j++) {
      for (int i = 0; i < base.length; i++) {
        if (0 <= j - i && j - i < gaussian.length) {
          sums[j] += base[i] * gaussian[j - i];
        }
      }
    }
    return sums;
  }

  /** True if the position is more than half a voxel from the nearest voxel. */
  boolean isOutside() {
    return outside;
  }

  /** Of the i-th voxel. */
  int index(int i) {
    return index[i];
  }

  double weight(int i) {
    return weights[i];
  }

  /** One value of those of the voxels. */
  double combined(double[] values) {
    if (values.length == 1) {
      return values[0];
    }
    if (interpolation == Interpolation.LINEAR && gaussian.length == 1) {
      return values[0] + distance * (values[1] - values[0]);
    }
    double sum = weights[0] * values[0];
    for (int i = 1; i < values.length; i++) {
      sum += weights[i] * values[i];
    }
    return sum;
  }
}
