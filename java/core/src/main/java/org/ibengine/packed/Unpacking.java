package org.ibengine.packed;

import java.nio.ByteBuffer;
import org.ibengine.volume.Box;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/** Packed voxels made raw again. Plain code on the calling thread; of volumes of any size. */
public final class Unpacking {
  private final PackedVolume source;
  private final BrickLayout layout;
  private final Index3 origin;
  private final Box rows;
  private final HostBuffer target;
  private final int base;
  private final LineWriter writer;

  private Unpacking(PackedVolume source, Index3 origin, Box rows, HostBuffer target) {
    this.source = source;
    this.layout = new BrickLayout(source.size());
    this.origin = origin;
    this.rows = rows;
    this.target = target;
    this.base = base(source);
    this.writer = LineWriter.of(source.type());
  }

  static int base(PackedVolume volume) {
    return PackedHeader.base(volume.data().bareView(0, BrickLayout.HEADER_BYTES));
  }

  /**
   * All voxels of a checked volume.
   *
   * @param target receives them, x fastest
   */
  public static Volume all(PackedVolume source, HostBuffer target) {
    Size3 size = source.size();
    rows(
        source,
        Index3.ZERO,
        new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z())),
        target);
    return new Volume(size, source.type(), target);
  }

  /**
   * Those voxels of a checked part of a volume that are in some of its rows.
   *
   * @param origin first voxel of the part in the volume; its x is 0
   * @param rows wanted rows y and z of the volume, whole along x
   * @param target holds all of {@code rows}, x fastest; what lies outside the part is not written
   */
  public static void rows(PackedVolume part, Index3 origin, Box rows, HostBuffer target) {
    new Unpacking(part, origin, rows, target).run();
  }

  private void run() {
    for (int layer = 0; layer < layout.layers(); layer++) {
      for (int row = 0; row < layout.rowsPerLayer(); row++) {
        run(lines(layer, row), (long) layer * layout.rowsPerLayer() + row);
      }
    }
  }

  /** The lines of voxels of the target that a row of bricks fills; null where there is none. */
  private ByteBuffer[] lines(int layer, int row) {
    ByteBuffer[] lines = new ByteBuffer[BrickLayout.Y * BrickLayout.Z];
    Size3 wanted = rows.size();
    int bytes = Math.toIntExact((long) wanted.x() * source.type().sizeBytes());
    for (int line = 0; line < lines.length; line++) {
      int inY = row * BrickLayout.Y + line % BrickLayout.Y;
      int inZ = layer * BrickLayout.Z + line / BrickLayout.Y;
      int y = origin.y() + inY - rows.begin().y();
      int z = origin.z() + inZ - rows.begin().z();
      boolean there = inY < source.size().y() && inZ < source.size().z();
      if (there && 0 <= y && y < wanted.y() && 0 <= z && z < wanted.z()) {
        lines[line] = target.bareView(((long) z * wanted.y() + y) * bytes, bytes);
      }
    }
    return lines;
  }

  private void run(ByteBuffer[] lines, long row) {
    BrickDecoder bricks = new BrickDecoder(PackedRows.row(source, layout, row), layout.rowLength());
    int left = layout.rowLength();
    while (left > 0) {
      int x = (layout.rowLength() - left) * BrickLayout.X;
      int flat = bricks.flat(left);
      if (flat > 0) {
        int value = base + bricks.flatCode();
        int count = Math.min(flat * BrickLayout.X, source.size().x() - x);
        for (ByteBuffer line : lines) {
          writer.fill(line, x, count, value);
        }
        bricks.skip(flat);
        left -= flat;
      } else {
        int[] codes = bricks.next();
        int count = Math.min(BrickLayout.X, source.size().x() - x);
        for (int line = 0; line < lines.length; line++) {
          writer.copy(lines[line], x, count, codes, line * BrickLayout.X, base);
        }
        left--;
      }
    }
  }
}
