package org.ibengine.pipeline;

import java.util.List;
import org.ibengine.store.StoredSource;
import org.ibengine.store.TileGrid;
import org.ibengine.volume.Size3;

/**
 * How many patches of an epoch are expected to need each tile of each packed source: what the plan
 * draws from is known. Not thread-safe.
 */
public final class TileDemand {
  /**
   * The corners that a patch may have along an axis, each as likely as the others.
   *
   * @param last at least {@code first}
   */
  public record Starts(int first, int last) {
    /** The share of the starts with which a patch meets voxels [begin, end). */
    double share(int patch, int begin, int end) {
      long from = Math.max(first, (long) begin - patch + 1);
      long to = Math.min(last, (long) end - 1);
      return Math.max(0, to - from + 1) / ((double) last - first + 1);
    }
  }

  private final Size3 patch;
  private final TileGrid[] grids; // null where a source is not read by tiles
  private final double[][] patches;

  public TileDemand(List<StoredSource> sources, Size3 patch) {
    this.patch = patch;
    this.grids = new TileGrid[sources.size()];
    this.patches = new double[sources.size()][];
    for (int i = 0; i < grids.length; i++) {
      if (sources.get(i).staysPacked(patch)) {
        grids[i] = new TileGrid(sources.get(i).size());
        patches[i] = new double[grids[i].count()];
      }
    }
  }

  /** Whether a source is read by tiles. */
  public boolean has(int source) {
    return grids[source] != null;
  }

  /** Adds {@code count} patches of a source that is read by tiles. */
  public void add(int source, Starts y, Starts z, double count) {
    TileGrid grid = grids[source];
    for (int deep = 0; deep < grid.deep(); deep++) {
      double ofDeep =
          z.share(patch.z(), deep * TileGrid.DEPTH, (deep + 1) * TileGrid.DEPTH) * count;
      for (int high = 0; ofDeep > 0 && high < grid.high(); high++) {
        patches[source][grid.tile(high, deep)] +=
            ofDeep * y.share(patch.y(), high * TileGrid.HEIGHT, (high + 1) * TileGrid.HEIGHT);
      }
    }
  }

  int tiles(int source) {
    return patches[source].length;
  }

  double of(int source, int tile) {
    return patches[source][tile];
  }

  /** Of the bytes of a source, what a tile takes if all are alike. */
  double share(int source, int tile) {
    return grids[source].share(tile);
  }
}
