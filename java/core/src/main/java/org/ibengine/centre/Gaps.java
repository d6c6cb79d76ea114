package org.ibengine.centre;

import java.util.Arrays;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;

/**
 * The gaps of the windows of a set of centres, as {@link Findings#boxGap} has them. Computed when
 * needed, a few nanoseconds each; never held all at once. For one thread.
 */
final class Gaps {
  private static final int BUCKET_BITS = 20;
  private static final int SHIFT = Long.SIZE - BUCKET_BITS;

  private final VoxelBits turned;
  private final double[][][] squares; // of each finding, along x, y and z
  private final double[] radii;
  private final int[] zs; // of the row that is being visited
  private final double[] gaps; // of that row, by z

  /**
   * @param turned centres with x and z exchanged
   */
  Gaps(VoxelBits turned, Findings findings, Size3 window) {
    this.turned = turned;
    int count = findings.all().size();
    this.squares = new double[count][3][];
    this.radii = new double[count];
    this.zs = new int[turned.size().x()];
    this.gaps = new double[turned.size().x()];
    for (int i = 0; i < count; i++) {
      Finding finding = findings.all().get(i);
      radii[i] = finding.radius();
      for (int axis = 0; axis < 3; axis++) {
        squares[i][axis] = new double[turned.size().get(2 - axis)];
        for (int at = 0; at < squares[i][axis].length; at++) {
          double outside = Findings.outside(at, window.get(axis), finding.get(axis));
          squares[i][axis][at] = outside * outside;
        }
      }
    }
  }

  /** Hears of a row of centres: the first {@code count} of {@link #zs}, with their gaps. */
  private interface Visitor {
    void visit(int x, int y, int count);
  }

  /** Row by row, so that the arithmetic of a row is one loop without branches. */
  private void each(Visitor visitor) {
    Size3 size = turned.size();
    for (int x = 0; x < size.z(); x++) {
      for (int y = 0; y < size.y(); y++) {
        int count = turned.row(y, x, zs);
        if (count > 0) {
          measure(x, y, zs[0], zs[count - 1] + 1);
          visitor.visit(x, y, count);
        }
      }
    }
  }

  private void measure(int x, int y, int begin, int end) {
    Arrays.fill(gaps, begin, end, Double.POSITIVE_INFINITY);
    for (int i = 0; i < radii.length; i++) {
      double square = squares[i][0][x] + squares[i][1][y];
      double[] along = squares[i][2];
      double radius = radii[i];
      for (int z = begin; z < end; z++) {
        gaps[z] = Math.min(gaps[z], Math.sqrt(square + along[z]) - radius);
      }
    }
  }

  /** The gap that {@code rank} others are not above: counted in buckets, then one is sorted. */
  double smallest(long rank) {
    int[] counts = new int[1 << BUCKET_BITS];
    each(
        (x, y, count) -> {
          for (int i = 0; i < count; i++) {
            counts[bucket(gaps[zs[i]])]++;
          }
        });
    long left = rank;
    int wanted = 0;
    while (left >= counts[wanted]) {
      left -= counts[wanted];
      wanted++;
    }
    double[] values = valuesOf(wanted, counts[wanted]);
    Arrays.sort(values);
    return values[(int) left];
  }

  private double[] valuesOf(int bucket, int count) {
    double[] values = new double[count];
    int[] filled = {0};
    each(
        (x, y, inRow) -> {
          for (int i = 0; i < inRow; i++) {
            if (bucket(gaps[zs[i]]) == bucket) {
              values[filled[0]++] = gaps[zs[i]];
            }
          }
        });
    return values;
  }

  /** Buckets are in the order of the numbers; −0 and +0 do not share one, and are equal in sums. */
  private static int bucket(double gap) {
    long bits = Double.doubleToRawLongBits(gap);
    long ordered = bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
    return (int) (ordered >>> SHIFT);
  }

  /** The centres whose gap is at most {@code mm}. */
  VoxelBits atMost(double mm) {
    VoxelBits kept = VoxelBits.none(turned.size());
    each(
        (x, y, count) -> {
          for (int i = 0; i < count; i++) {
            if (gaps[zs[i]] <= mm) {
              kept.set(zs[i], y, x);
            }
          }
        });
    return kept;
  }
}
