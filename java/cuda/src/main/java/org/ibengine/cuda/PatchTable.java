package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchLayout;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** The {@code ib_cuda_patch} structures of a launch. Fields are written in their order there. */
final class PatchTable {
  /** {@code sizeof(ib_cuda_patch)}. */
  static final int PATCH_BYTES = PatchLayout.BYTES + 3 * Long.BYTES;

  /** {@code IB_GATHER_THREADS}. */
  static final int THREADS = 256;

  static final int CHUNK = 16; // IB_GATHER_CHUNK
  static final int TURNED_ROWS = 32; // IB_GATHER_TURNED_ROWS
  static final int FROM_HOST = 128; // IB_GATHER_FROM_HOST

  private static final int VECTOR_BYTES = 16;
  private static final int LONGEST_SIDE = 1 << 30;

  private PatchTable() {}

  /** Appends all patches; how many blocks they take. */
  static int write(ByteBuffer out, List<DevicePatchGather> patches) {
    long tiles = 0;
    for (DevicePatchGather patch : patches) {
      requireShortSides(patch.cut().size());
      CudaVolume source = CudaVolume.of(patch.source());
      long chunks = source.isPacked() ? 0 : chunks(patch);
      put(out, patch);
      out.putLong(source.pitch()).putLong(chunks).putLong(tiles);
      tiles =
          Math.addExact(
              tiles, source.isPacked() ? BrickTiles.of(patch.cut()) : tiles(patch.cut(), chunks));
    }
    if (tiles > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.format(
              "a batch may have at most %d tiles of %d voxels, has %d",
              Integer.MAX_VALUE, THREADS * CHUNK, tiles));
    }
    return (int) tiles;
  }

  private static void requireShortSides(Size3 size) {
    if (Math.max(size.x(), Math.max(size.y(), size.z())) > LONGEST_SIDE) {
      throw new IllegalArgumentException(
          Text.format("a patch may have sides of at most 2^30 voxels, was %s", size));
    }
  }

  private static boolean isTurned(PatchCut cut) {
    return cut.orientation().quarterTurns() % 2 != 0;
  }

  /** Of a row, as ib_cuda.h counts them. */
  private static long chunks(DevicePatchGather patch) {
    DevicePatchGather.Target target = patch.target();
    int vector = VECTOR_BYTES / target.type().sizeBytes();
    long address = addressOf(target);
    int width = patch.cut().size().x();
    boolean together = isTurned(patch.cut()) || address % VECTOR_BYTES == 0 && width % vector == 0;
    return ceilDiv(width + (together ? 0 : vector - 1L), CHUNK);
  }

  private static long tiles(PatchCut cut, long chunks) {
    long rows = isTurned(cut) ? ceilDiv(cut.size().y(), TURNED_ROWS) * TURNED_ROWS : cut.size().y();
    return ceilDiv(Math.multiplyExact(chunks * rows, (long) cut.size().z()), THREADS);
  }

  private static long ceilDiv(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /** 0 for null. */
  static long addressOf(DevicePatchGather.Target target) {
    return target == null ? 0 : target.memory().address() + target.offset();
  }

  private static void put(ByteBuffer out, DevicePatchGather patch) {
    CudaVolume source = CudaVolume.of(patch.source());
    DevicePatchGather.Target target = patch.target();
    PatchLayout.put(
        out,
        new PatchLayout.Source(source.address(), source.size(), source.type(), source.isPacked()),
        new PatchLayout.Target(addressOf(target), target.type(), addressOf(patch.count())),
        patch.cut());
    if (!source.isResident()) {
      int flags = out.position() - Long.BYTES - Integer.BYTES; // before the count
      out.putInt(flags, out.getInt(flags) | FROM_HOST);
    }
  }
}
