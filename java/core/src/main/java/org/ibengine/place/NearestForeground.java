package org.ibengine.place;

import java.util.Arrays;
import org.ibengine.label.Runs;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;

/**
 * Distances of single voxels from the nearest foreground voxel, centre to centre in mm, exact but
 * for the rounding of float64. Looks at planes, rows and runs from near to far and stops where none
 * can be nearer. Holds the runs and a few bytes for each row of them. Immutable, so thread-safe.
 */
public final class NearestForeground {
  private final Runs runs;
  private final Spacing spacing;
  private final int[] planes; // z of each plane that has a run, ascending
  private final int[] planeRows; // where the rows of each plane begin, and where the last one ends
  private final int[] rows; // y of each row that has a run
  private final int[] rowRuns; // where the runs of each row begin, and where the last one ends

  /**
   * @param runs in memory order; kept
   */
  public NearestForeground(Runs runs, Spacing spacing) {
    this.runs = runs;
    this.spacing = spacing;
    int[] z = new int[runs.count()];
    int[] zRows = new int[runs.count() + 1];
    int[] y = new int[runs.count()];
    int[] yRuns = new int[runs.count() + 1];
    int planeCount = 0;
    int rowCount = 0;
    for (int run = 0; run < runs.count(); run++) {
      boolean plane = run == 0 || runs.z(run) != runs.z(run - 1);
      if (plane) {
        z[planeCount] = runs.z(run);
        zRows[planeCount++] = rowCount;
      }
      if (plane || runs.y(run) != runs.y(run - 1)) {
        y[rowCount] = runs.y(run);
        yRuns[rowCount++] = run;
      }
    }
    zRows[planeCount] = rowCount;
    yRuns[rowCount] = runs.count();
    planes = Arrays.copyOf(z, planeCount);
    planeRows = Arrays.copyOf(zRows, planeCount + 1);
    rows = Arrays.copyOf(y, rowCount);
    rowRuns = Arrays.copyOf(yRuns, rowCount + 1);
  }

  /** Of any voxel, be it in the volume or not; infinite where there is no foreground. */
  public double distanceMm(Index3 voxel) {
    double best = Double.POSITIVE_INFINITY; // squared
    int after = insertion(planes, 0, planes.length, voxel.z());
    for (int up = after; up < planes.length; up++) {
      double along = square(planes[up] - voxel.z(), spacing.z());
      if (along >= best) {
        break;
      }
      best = inPlane(up, voxel, along, best);
    }
    for (int down = after - 1; down >= 0; down--) {
      double along = square(planes[down] - voxel.z(), spacing.z());
      if (along >= best) {
        break;
      }
      best = inPlane(down, voxel, along, best);
    }
    return Math.sqrt(best);
  }

  private double inPlane(int plane, Index3 voxel, double along, double best) {
    double nearest = best;
    int begin = planeRows[plane];
    int end = planeRows[plane + 1];
    int after = insertion(rows, begin, end, voxel.y());
    for (int up = after; up < end; up++) {
      double across = along + square(rows[up] - voxel.y(), spacing.y());
      if (across >= nearest) {
        break;
      }
      nearest = Math.min(nearest, across + inRow(up, voxel.x()));
    }
    for (int down = after - 1; down >= begin; down--) {
      double across = along + square(rows[down] - voxel.y(), spacing.y());
      if (across >= nearest) {
        break;
      }
      nearest = Math.min(nearest, across + inRow(down, voxel.x()));
    }
    return nearest;
  }

  /** Squared, to the nearest run of a row. */
  private double inRow(int row, int x) {
    int low = rowRuns[row];
    int high = rowRuns[row + 1];
    while (low < high) { // the first run that ends after x
      int middle = (low + high) >>> 1;
      if (runs.xEnd(middle) > x) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    int apart = Integer.MAX_VALUE;
    if (low < rowRuns[row + 1]) {
      apart = Math.max(0, runs.xBegin(low) - x);
    }
    if (low > rowRuns[row]) {
      apart = Math.min(apart, x - (runs.xEnd(low - 1) - 1));
    }
    return square(apart, spacing.x());
  }

  private static double square(int voxels, double spacing) {
    double mm = voxels * spacing;
    return mm * mm;
  }

  private static int insertion(int[] sorted, int begin, int end, int value) {
    int found = Arrays.binarySearch(sorted, begin, end, value);
    return found >= 0 ? found : -found - 1;
  }
}
