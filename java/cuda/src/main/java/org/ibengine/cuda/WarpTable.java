package org.ibengine.cuda;

import java.nio.ByteBuffer;
import org.ibengine.backend.Warp;
import org.ibengine.backend.WarpLayout;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** The {@code ib_cuda_warp} structures of a launch. Fields are in their order there. */
final class WarpTable {
  /** {@code sizeof(ib_cuda_warp)}. */
  static final int PATCH_BYTES = WarpLayout.BYTES + 13 * Long.BYTES;

  static final int THREADS = 256; // IB_WARP_THREADS
  static final int ROWS = 8; // IB_WARP_ROWS

  /** {@code IB_SPLINE_POINTS}, which {@link org.ibengine.backend.Spline} keeps to. */
  static final int SPLINE_POINTS = 64;

  /**
   * Addresses of one patch on the device.
   *
   * @param spline 0 if there is none
   * @param counts of what; 0 if nothing is counted
   */
  record At(long spline, long box, long target, long counts) {}

  private WarpTable() {}

  /**
   * What of a volume the patch is interpolated from, counted from {@code corner}: no more than the
   * volume and one voxel around it, since those further out are like it.
   */
  static Box box(Warp warp, Size3 size, Index3 corner, Size3 volume) {
    Box all = warp.box(size);
    int[] begin = new int[3];
    int[] end = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      long at = corner.get(axis);
      long low = Math.max(-1L, Math.min(at + all.begin().get(axis), volume.get(axis)));
      long high = Math.min(volume.get(axis) + 1L, at + all.end().get(axis));
      begin[axis] = Math.toIntExact(low - at);
      end[axis] = Math.toIntExact(Math.max(low + 1, high) - at);
    }
    return new Box(new Index3(begin[0], begin[1], begin[2]), new Index3(end[0], end[1], end[2]));
  }

  /**
   * Appends one.
   *
   * @param type as PatchLayout tells it; anything for ids
   */
  static void put(ByteBuffer out, Warp warp, Size3 size, Box box, At at, int type) {
    WarpLayout.put(out, warp, at.spline());
    out.putLong(at.box()).putLong(at.target()).putLong(at.counts());
    out.putLong(box.begin().x()).putLong(box.begin().y()).putLong(box.begin().z());
    put(out, box.size());
    put(out, size);
    out.putInt(type).putInt(0);
  }

  private static void put(ByteBuffer out, Size3 size) {
    out.putLong(size.x()).putLong(size.y()).putLong(size.z());
  }

  /** Of warp_patches and warp_ids. */
  static Grid grid(Size3 size) {
    return new Grid((size.y() - 1) / ROWS + 1, size.z(), THREADS, 0);
  }

  /** Of what holds {@code box}. */
  static long boxBytes(Box box, int voxelBytes) {
    try {
      return Math.multiplyExact(box.size().voxels(), (long) voxelBytes);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          Text.format("a warped patch is made of too many voxels: %s", box.size()), e);
    }
  }
}
