package org.ibengine.mine;

import java.nio.ByteBuffer;
import org.ibengine.io.Image;
import org.ibengine.io.ScaledVoxels;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/**
 * Brings a scan to 1 mm as ITK 5.2 does: linear, 0 HU for positions from n − ½ on, and truncated
 * towards 0. Along x, then y, then z, in float64.
 */
final class NotebookGrid {
  private final Image image;
  private final Axis x;
  private final Axis y;
  private final Axis z;
  private final double[] values;
  private final double[] rows;
  private final double[][] planes; // of the two planes that were used last
  private final int[] held = {-1, -1}; // which they are

  /** Which voxels of an axis a sample is made of, for every sample. */
  private record Axis(int[] lower, int[] upper, double[] weight, boolean[] inside) {
    static Axis of(int n, double spacing, int samples) {
      Axis axis =
          new Axis(new int[samples], new int[samples], new double[samples], new boolean[samples]);
      for (int i = 0; i < samples; i++) {
        double at = i / spacing;
        axis.lower[i] = (int) Math.min(Math.floor(at), n - 1);
        axis.upper[i] = Math.min(axis.lower[i] + 1, n - 1);
        axis.weight[i] = at - Math.floor(at);
        axis.inside[i] = at < n - 0.5;
      }
      return axis;
    }

    int samples() {
      return lower.length;
    }
  }

  private NotebookGrid(Image image, ScanGrid grid) {
    this.image = image;
    Size3 from = image.volume().size();
    this.x = axis(grid, 0);
    this.y = axis(grid, 1);
    this.z = axis(grid, 2);
    this.values = new double[from.x() * from.y()];
    this.rows = new double[x.samples() * from.y()];
    this.planes = new double[2][x.samples() * y.samples()];
  }

  private static Axis axis(ScanGrid grid, int axis) {
    return Axis.of(
        grid.source().size().get(axis), grid.source().spacing().get(axis), grid.size().get(axis));
  }

  /** Bytes of memory that it takes for itself. */
  static long bytes(ScanGrid grid) {
    Size3 from = grid.source().size();
    long row = grid.size().x();
    return Double.BYTES * ((long) from.x() * from.y() + row * from.y() + 2 * row * grid.size().y());
  }

  /**
   * Writes every voxel of the target.
   *
   * @param target of type INT16 and the size of the grid
   */
  static void resample(Image image, ScanGrid grid, Volume target) {
    new NotebookGrid(image, grid).write(target);
  }

  private void write(Volume target) {
    int plane = x.samples() * y.samples();
    for (int at = 0; at < z.samples(); at++) {
      ByteBuffer out = target.data().bareView((long) at * plane * Short.BYTES, plane * Short.BYTES);
      double[] lower = plane(z.lower[at]);
      double[] upper = plane(z.upper[at]);
      for (int i = 0; i < plane; i++) {
        boolean inside = z.inside[at] && y.inside[i / x.samples()] && x.inside[i % x.samples()];
        double value = lower[i] + z.weight[at] * (upper[i] - lower[i]);
        double whole = Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
        out.putShort(inside ? (short) whole : 0);
      }
    }
  }

  /** A plane of the source, brought to the grid along x and y. */
  private double[] plane(int at) {
    int slot = at % 2; // the two planes that are needed at a time are neighbours
    if (held[slot] != at) {
      held[slot] = at;
      ScaledVoxels.read(image, (long) at * values.length, values.length, values);
      alongX();
      alongY(planes[slot]);
    }
    return planes[slot];
  }

  private void alongX() {
    int nx = image.volume().size().x();
    for (int row = 0; row < image.volume().size().y(); row++) {
      for (int i = 0; i < x.samples(); i++) {
        double a = values[row * nx + x.lower[i]];
        double b = values[row * nx + x.upper[i]];
        rows[row * x.samples() + i] = a + x.weight[i] * (b - a);
      }
    }
  }

  private void alongY(double[] plane) {
    int nx = x.samples();
    for (int j = 0; j < y.samples(); j++) {
      for (int i = 0; i < nx; i++) {
        double a = rows[y.lower[j] * nx + i];
        double b = rows[y.upper[j] * nx + i];
        plane[j * nx + i] = a + y.weight[j] * (b - a);
      }
    }
  }
}
