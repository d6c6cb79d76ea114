package org.ibengine.packed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Raw voxels packed. Plain code on the calling thread; of volumes of any size. */
public final class Packing {
  private static final double LARGEST_FLOAT = 1 << 24; // up to which float32 has all whole numbers
  private static final int PAGE = 4096;
  private static final int LARGEST_CODE = 65_535;

  private final Volume source;
  private final HostBuffer target;
  private final long capacity;
  private final BrickLayout layout;
  private final int[] codes = new int[BrickLayout.VOXELS];
  private final BrickEncoder encoder = new BrickEncoder(codes);
  private int base;

  private Packing(Volume source, HostBuffer target, long capacity) {
    this.source = source;
    this.target = target;
    this.capacity = capacity;
    this.layout = new BrickLayout(source.size());
  }

  /**
   * The most bytes that a packed volume may take; what takes more stays raw. It has to save an
   * eighth, and a page of a file.
   *
   * @param rawBytes of the voxels as they are
   * @return 0 if nothing can be saved
   */
  public static long capacity(long rawBytes) {
    return Math.max(0, Math.min(rawBytes / 8 * 7, rawBytes - PAGE));
  }

  /**
   * Packs a volume.
   *
   * @param target receives it from its start
   * @param capacity the most bytes it may take
   * @return how many it took; 0 if it does not fit or has voxels that cannot be packed: fractions,
   *     −0, NaN, infinities, or values more than 65,535 apart; and of FLOAT16 always. What the
   *     target holds is undefined then
   */
  public static long pack(Volume source, HostBuffer target, long capacity) {
    if (!source.type().canBePacked()) {
      return 0;
    }
    return new Packing(source, target, Math.min(capacity, target.sizeBytes())).run();
  }

  private long run() {
    if (!findBase() || layout.rowsBegin() + BrickLayout.TAIL_BYTES > capacity) {
      return 0;
    }
    ByteBuffer row = ByteBuffer.allocate(Math.toIntExact(layout.mostRowBytes()));
    long at = layout.rowsBegin();
    for (int layer = 0; layer < layout.layers(); layer++) {
      for (int number = 0; number < layout.rowsPerLayer(); number++) {
        entry((long) layer * layout.rowsPerLayer() + number, at);
        encode(layer, number, row.clear());
        if (at + row.flip().remaining() + BrickLayout.TAIL_BYTES > capacity) {
          return 0;
        }
        int length = row.remaining();
        target.bareView(at, length).put(row);
        at += length;
      }
    }
    entry(layout.rows(), at);
    target.bareView(at, BrickLayout.TAIL_BYTES).put(new byte[BrickLayout.TAIL_BYTES]);
    long total = at + BrickLayout.TAIL_BYTES;
    new PackedHeader(source.size(), source.type(), base, total)
        .write(target.bareView(0, BrickLayout.HEADER_BYTES));
    return total;
  }

  private void entry(long row, long value) {
    target.bareView(BrickLayout.entryAt(row), Long.BYTES).putLong(0, value);
  }

  /** Heads first, then payloads. */
  private void encode(int layer, int number, ByteBuffer row) {
    ByteBuffer[] lines = new ByteBuffer[BrickLayout.Y * BrickLayout.Z];
    for (int z = 0; z < BrickLayout.Z; z++) {
      for (int y = 0; y < BrickLayout.Y; y++) {
        lines[z * BrickLayout.Y + y] = line(number * BrickLayout.Y + y, layer * BrickLayout.Z + z);
      }
    }
    row.position(layout.rowLength());
    for (int brick = 0; brick < layout.rowLength(); brick++) {
      for (int line = 0; line < lines.length; line++) {
        for (int x = 0; x < BrickLayout.X; x++) {
          int inside = Math.min(brick * BrickLayout.X + x, source.size().x() - 1);
          codes[line * BrickLayout.X + x] =
              (int) ((long) value(lines[line], source.type(), inside) - base);
        }
      }
      row.put(brick, (byte) encoder.write(row));
    }
  }

  /** A line of voxels along x; beyond the volume, that of its nearest voxel. */
  private ByteBuffer line(int y, int z) {
    Size3 size = source.size();
    int bytes = Math.toIntExact((long) size.x() * source.type().sizeBytes());
    long number = (long) Math.min(z, size.z() - 1) * size.y() + Math.min(y, size.y() - 1);
    return source.data().bareView(number * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** False if there is a voxel that cannot be packed. */
  private boolean findBase() {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int z = 0; z < source.size().z(); z++) {
      for (int y = 0; y < source.size().y(); y++) {
        ByteBuffer line = line(y, z);
        for (int x = 0; x < source.size().x(); x++) {
          double value = value(line, source.type(), x);
          if (!isWhole(value)) {
            return false;
          }
          least = Math.min(least, value);
          most = Math.max(most, value);
        }
      }
    }
    double limit = source.type().isFloating() ? LARGEST_FLOAT : Integer.MAX_VALUE;
    if (most - least > LARGEST_CODE || most > limit || least < -limit - 1) {
      return false;
    }
    if (source.type().isFloating() && least < -limit) {
      return false;
    }
    base = (int) least;
    return true;
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value)
        && Double.doubleToRawLongBits(value) != Double.doubleToRawLongBits(-0.0);
  }

  private static double value(ByteBuffer line, VoxelType type, int x) {
    return switch (type) {
      case UINT8 -> line.get(x) & 0xFF;
      case INT8 -> line.get(x);
      case INT16 -> line.getShort(x * 2);
      case UINT16 -> line.getShort(x * 2) & 0xFFFF;
      case INT32 -> line.getInt(x * 4);
      case UINT32 -> line.getInt(x * 4) & 0xFFFF_FFFFL;
      case FLOAT32 -> line.getFloat(x * 4);
      case FLOAT64 -> line.getDouble(x * 8);
      case FLOAT16 -> throw new AssertionError("is not packed");
    };
  }
}
