package org.ibengine.packed;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;

/**
 * Finds the voxels of a checked volume that are not 0, without unpacking it: of a label map, nearly
 * all bricks are 0, and looking at one takes three bytes. Plain code on the calling thread.
 */
public final class PackedForeground {
  /** Receives runs. */
  @FunctionalInterface
  public interface Sink {
    /** Voxels {@code [xBegin, xEnd)} of a line are not 0, those beside them are. */
    void run(int xBegin, int xEnd, int y, int z);
  }

  private final PackedVolume volume;
  private final BrickLayout layout;
  private final FlatBricks zeros;
  private final int base;
  private final int mask;
  private final List<RunLine> lines = new ArrayList<>(); // of a layer, by z, then y

  private PackedForeground(PackedVolume volume) {
    this.volume = volume;
    this.layout = new BrickLayout(volume.size());
    this.base = Unpacking.base(volume);
    this.mask = -1 >>> Math.max(0, Integer.SIZE - Byte.SIZE * volume.type().sizeBytes());
    this.zeros = FlatBricks.ofCode(-base);
  }

  /** Tells all maximal runs along x in memory order: z outermost, then y, then x. */
  public static void forEachRun(PackedVolume volume, Sink sink) {
    new PackedForeground(volume).run(sink);
  }

  private void run(Sink sink) {
    Size3 size = volume.size();
    for (int line = 0; line < BrickLayout.Z * size.y(); line++) {
      lines.add(new RunLine(size.x()));
    }
    RowTable table = new RowTable(volume);
    RowWindow window = new RowWindow(volume);
    for (long row = 0; row < layout.rows(); row++) {
      long begin = table.entry(row);
      // A decoder may read past the end of a row; after the last one there is room for that.
      long bytes = Math.min(table.entry(row + 1) + PackedRows.SLACK, volume.sizeBytes()) - begin;
      int at = window.find(begin, bytes);
      int y = (int) (row % layout.rowsPerLayer()) * BrickLayout.Y;
      if (!zeros.fill(window.bytes(), at, layout.rowLength())) {
        read(window.bytes().slice(at, (int) bytes).order(window.bytes().order()), y);
      }
      if ((row + 1) % layout.rowsPerLayer() == 0) {
        tell((int) (row / layout.rowsPerLayer()) * BrickLayout.Z, sink);
      }
    }
  }

  /** The lines of a row of bricks. */
  private void read(ByteBuffer row, int y) {
    BrickDecoder bricks = new BrickDecoder(row, layout.rowLength());
    int brick = 0;
    while (brick < layout.rowLength()) {
      int flat = bricks.flat(layout.rowLength() - brick);
      if (flat == 0) {
        add(bricks.next(), brick * BrickLayout.X, y);
        brick++;
      } else {
        if (isForeground(bricks.flatCode())) {
          addFlat(brick * BrickLayout.X, (brick + flat) * BrickLayout.X, y);
        }
        bricks.skip(flat);
        brick += flat;
      }
    }
  }

  /** Whether the voxel is not 0: the type holds the low bits of its value. */
  private boolean isForeground(int code) {
    return (base + code & mask) != 0;
  }

  private int linesOf(int y) {
    return Math.min(BrickLayout.Y, volume.size().y() - y);
  }

  private RunLine line(int y, int z) {
    return lines.get(z * volume.size().y() + y);
  }

  private void addFlat(int begin, int end, int y) {
    for (int z = 0; z < BrickLayout.Z; z++) {
      for (int inY = 0; inY < linesOf(y); inY++) {
        line(y + inY, z).add(begin, end);
      }
    }
  }

  private void add(int[] codes, int x, int y) {
    for (int z = 0; z < BrickLayout.Z; z++) {
      for (int inY = 0; inY < linesOf(y); inY++) {
        int first = (z * BrickLayout.Y + inY) * BrickLayout.X;
        for (int i = 0; i < BrickLayout.X; i++) {
          if (isForeground(codes[first + i])) {
            line(y + inY, z).add(x + i, x + i + 1);
          }
        }
      }
    }
  }

  /** Tells what the lines of a layer hold, those of padding aside, and empties them. */
  private void tell(int firstZ, Sink sink) {
    for (int z = 0; z < BrickLayout.Z; z++) {
      for (int y = 0; y < volume.size().y(); y++) {
        RunLine line = line(y, z);
        if (firstZ + z < volume.size().z()) {
          line.tell(y, firstZ + z, sink);
        }
        line.clear();
      }
    }
  }
}
