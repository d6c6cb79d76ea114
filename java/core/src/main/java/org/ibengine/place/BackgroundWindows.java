package org.ibengine.place;

import java.util.List;
import org.ibengine.label.Runs;
import org.ibengine.text.Text;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** The windows of a regular grid that hold no foreground voxel. */
public final class BackgroundWindows {
  private final WindowAxis x;
  private final WindowAxis y;
  private final WindowAxis z;

  private BackgroundWindows(Size3 volume, Size3 patch, Size3 stride) {
    x = new WindowAxis(volume.x(), patch.x(), stride.x());
    y = new WindowAxis(volume.y(), patch.y(), stride.y());
    z = new WindowAxis(volume.z(), patch.z(), stride.z());
  }

  /**
   * First voxels of the windows without foreground, x outermost, z innermost. Takes time and memory
   * in proportion to runs plus windows, whatever the patch size.
   *
   * @throws IllegalArgumentException if the grid has more than 2^30 windows
   */
  public static List<Index3> find(Runs foreground, Size3 volume, Size3 patch, Size3 stride) {
    BackgroundWindows grid = new BackgroundWindows(volume, patch, stride);
    int[] hits = grid.differences(foreground);
    grid.accumulate(hits);
    return grid.untouched(hits);
  }

  /** Per run, +1 over the box of windows that hold a part of it, as differences at 8 corners. */
  private int[] differences(Runs runs) {
    long cells = (x.count() + 1L) * (y.count() + 1L) * (z.count() + 1L);
    if (cells > 1 << 30) {
      throw new IllegalArgumentException(
          Text.format(
              "a grid may have 2^30 background windows, this stride gives about %d; use a larger stride",
              cells));
    }
    int[] hits = new int[(int) cells];
    for (int run = 0; run < runs.count(); run++) {
      int x0 = x.firstEndingAfter(runs.xBegin(run));
      int x1 = x.startingBefore(runs.xEnd(run));
      int y0 = y.firstEndingAfter(runs.y(run));
      int y1 = y.startingBefore(runs.y(run) + 1);
      int z0 = z.firstEndingAfter(runs.z(run));
      int z1 = z.startingBefore(runs.z(run) + 1);
      if (x0 < x1 && y0 < y1 && z0 < z1) { // a stride beyond the patch leaves gaps
        addPlane(hits, z0, y0, y1, x0, x1, 1);
        addPlane(hits, z1, y0, y1, x0, x1, -1);
      }
    }
    return hits;
  }

  private void addPlane(int[] hits, int zAt, int y0, int y1, int x0, int x1, int sign) {
    hits[at(x0, y0, zAt)] += sign;
    hits[at(x1, y0, zAt)] -= sign;
    hits[at(x0, y1, zAt)] -= sign;
    hits[at(x1, y1, zAt)] += sign;
  }

  private int at(int xAt, int yAt, int zAt) {
    return (xAt * (y.count() + 1) + yAt) * (z.count() + 1) + zAt;
  }

  /** Turns differences into counts: a running sum along each axis. */
  private void accumulate(int[] hits) {
    int zStep = z.count() + 1;
    int yStep = (y.count() + 1) * zStep;
    for (int i = 1; i < hits.length; i++) {
      hits[i] += i % zStep == 0 ? 0 : hits[i - 1];
    }
    for (int i = zStep; i < hits.length; i++) {
      hits[i] += i % yStep < zStep ? 0 : hits[i - zStep];
    }
    for (int i = yStep; i < hits.length; i++) {
      hits[i] += hits[i - yStep];
    }
  }

  private List<Index3> untouched(int[] hits) {
    return Windows.of(
        x.starts(), y.starts(), z.starts(), (xAt, yAt, zAt) -> hits[at(xAt, yAt, zAt)] == 0);
  }
}
