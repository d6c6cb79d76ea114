package org.ibengine.backend;

import org.ibengine.volume.Size3;

/**
 * Of all voxels of a patch. Sums are made in float64 of the differences from the first voxel: row
 * by row in 32 lanes, lane x mod 32 for voxel x, which are then added in halves; rows in order of
 * y, slices in order of z.
 *
 * @param min with −0 as +0, as max
 * @param sd with n − 1; 0 of a single voxel
 */
record PatchStatistics(float mean, float sd, float min, float max) {
  private static final int LANES = 32;

  static PatchStatistics of(float[] voxels, Size3 size) {
    float min = voxels[0];
    float max = voxels[0];
    for (float value : voxels) {
      min = value < min ? value : min;
      max = value > max ? value : max;
    }
    double first = voxels[0];
    double sum = 0;
    double square = 0;
    for (int z = 0; z < size.z(); z++) {
      double sliceSum = 0;
      double sliceSquare = 0;
      for (int y = 0; y < size.y(); y++) {
        double[] row = row(voxels, (z * size.y() + y) * size.x(), size.x());
        sliceSum += row[0];
        sliceSquare += row[1];
      }
      sum += sliceSum;
      square += sliceSquare;
    }
    double n = voxels.length;
    double variance = n == 1 ? 0 : (square - sum * (sum / n)) / (n - 1);
    double sd = Math.sqrt(variance < 0 ? 0 : variance);
    return new PatchStatistics((float) (first + sum / n), (float) sd, min + 0.0f, max + 0.0f);
  }

  /** Sum and sum of squares of a row. */
  private static double[] row(float[] voxels, int begin, int length) {
    double first = voxels[0];
    double[] sums = new double[LANES];
    double[] squares = new double[LANES];
    for (int x = 0; x < length; x++) {
      double difference = voxels[begin + x] - first;
      sums[x % LANES] += difference;
      squares[x % LANES] += difference * difference;
    }
    return new double[] {folded(sums), folded(squares)};
  }

  private static double folded(double[] lanes) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        lanes[lane] = lanes[lane] + lanes[lane + half];
      }
    }
    return lanes[0];
  }
}
