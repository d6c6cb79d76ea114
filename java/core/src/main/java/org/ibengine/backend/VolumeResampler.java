package org.ibengine.backend;

import org.ibengine.volume.GridMap;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;

/** Computes every voxel of a target by itself. */
final class VolumeResampler {
  private final Resampling resampling;
  private final Voxels voxels;
  private final Size3 source;
  private final AxisTaps[] axes = new AxisTaps[3];

  VolumeResampler(Resampling resampling) {
    this.resampling = resampling;
    this.voxels = new Voxels(resampling.source());
    this.source = resampling.source().size();
    ResampleRule rule = resampling.rule();
    for (int axis = 0; axis < 3; axis++) {
      axes[axis] = new AxisTaps(source.get(axis), rule.interpolation(), rule.gaussian(axis));
    }
  }

  void run() {
    VoxelWriter target = new VoxelWriter(resampling.target());
    Size3 size = resampling.target().size();
    int next = 0;
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        for (int x = 0; x < size.x(); x++) {
          target.put(next, valueAt(x, y, z));
          next++;
        }
      }
    }
  }

  private double valueAt(int x, int y, int z) {
    GridMap map = resampling.rule().map();
    boolean outside = false;
    for (int axis = 0; axis < 3; axis++) {
      axes[axis].moveTo(map.position(axis, x, y, z));
      outside |= axes[axis].isOutside();
    }
    if (outside && resampling.rule().fill().isPresent()) {
      return resampling.rule().fill().getAsDouble();
    }
    return resampling.rule().interpolation() == Interpolation.VOTE ? voted() : interpolated();
  }

  private double interpolated() {
    double[] planes = new double[axes[2].count()];
    double[] rows = new double[axes[1].count()];
    double[] row = new double[axes[0].count()];
    for (int k = 0; k < planes.length; k++) {
      for (int j = 0; j < rows.length; j++) {
        for (int i = 0; i < row.length; i++) {
          row[i] = voxel(i, j, k);
        }
        rows[j] = axes[0].combined(row);
      }
      planes[k] = axes[1].combined(rows);
    }
    return axes[2].combined(planes);
  }

  private double voted() {
    double[] values = new double[8];
    double[] weights = new double[8];
    for (int tap = 0; tap < 8; tap++) {
      int i = tap & 1;
      int j = tap >> 1 & 1;
      int k = tap >> 2;
      values[tap] = voxel(i, j, k);
      weights[tap] = axes[0].weight(i) * axes[1].weight(j) * axes[2].weight(k);
    }
    double winner = Double.NaN;
    double most = -1;
    for (double value : values) {
      double votes = votes(value, values, weights);
      if (votes > most || votes == most && value < winner) {
        winner = value;
        most = votes;
      }
    }
    return winner;
  }

  private static double votes(double value, double[] values, double[] weights) {
    double sum = 0;
    for (int tap = 0; tap < values.length; tap++) {
      if (values[tap] == value) {
        sum += weights[tap];
      }
    }
    return sum;
  }

  private double voxel(int i, int j, int k) {
    long row = (long) axes[2].index(k) * source.y() + axes[1].index(j);
    return voxels.get((int) (row * source.x() + axes[0].index(i)));
  }
}
