package org.ibengine.store;

import org.ibengine.packed.BrickLayout;
import org.ibengine.volume.Size3;

/**
 * Tiles of a packed volume, whole along x: what stays in memory, or does not, of volumes that do
 * not stay whole. A tile of each layer of bricks is one piece of the file.
 *
 * @param size of the volume in voxels
 */
public record TileGrid(Size3 size) {
  /** Layers of bricks in a tile, along z. */
  static final int LAYERS = 4;

  /** Rows of bricks in a tile, along y. */
  static final int ROWS = 16;

  /** Voxels along y. */
  public static final int HEIGHT = ROWS * BrickLayout.Y;

  /** Voxels along z. */
  public static final int DEPTH = LAYERS * BrickLayout.Z;

  /** Tiles along y. */
  public int high() {
    return (size.y() - 1) / HEIGHT + 1;
  }

  /** Tiles along z. */
  public int deep() {
    return (size.z() - 1) / DEPTH + 1;
  }

  /** How many. */
  public int count() {
    return Math.multiplyExact(high(), deep());
  }

  /** The number of a tile; y fastest. */
  public int tile(int y, int z) {
    return z * high() + y;
  }

  /** Of the voxels of the volume, the share of one tile. */
  public double share(int tile) {
    int y = tile % high() * HEIGHT;
    int z = tile / high() * DEPTH;
    double height = Math.min(HEIGHT, size.y() - y);
    double depth = Math.min(DEPTH, size.z() - z);
    return height * depth / ((double) size.y() * size.z());
  }
}
