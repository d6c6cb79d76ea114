package org.ibengine.packed;

import org.ibengine.volume.PackedVolume;

/**
 * The voxels of a checked volume, one at a time: fast only while they come from one brick. Not
 * thread-safe.
 */
public final class PackedVoxels {
  private final PackedVolume volume;
  private final BrickLayout layout;
  private final int base;
  private int brick = -1; // along x, of those decoded last
  private long row = -1;
  private int[] codes;

  public PackedVoxels(PackedVolume volume) {
    this.volume = volume;
    this.layout = new BrickLayout(volume.size());
    this.base = Unpacking.base(volume);
  }

  /** The value of a voxel inside the volume. */
  public int at(int x, int y, int z) {
    decode(
        x / BrickLayout.X, (long) (z / BrickLayout.Z) * layout.rowsPerLayer() + y / BrickLayout.Y);
    int line = z % BrickLayout.Z * BrickLayout.Y + y % BrickLayout.Y;
    return base + codes[line * BrickLayout.X + x % BrickLayout.X];
  }

  private void decode(int wantedBrick, long wantedRow) {
    if (wantedBrick == brick && wantedRow == row) {
      return;
    }
    BrickDecoder decoder =
        new BrickDecoder(PackedRows.row(volume, layout, wantedRow), layout.rowLength());
    decoder.skip(wantedBrick);
    codes = decoder.next();
    brick = wantedBrick;
    row = wantedRow;
  }
}
