package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.PatchLayout;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** The {@code ib_cuda_patch} structures of a launch. Fields are written in their order there. */
final class PatchTable {
  /** {@code sizeof(ib_cuda_patch)}. */
  static final int PATCH_BYTES = PatchLayout.BYTES + Long.BYTES;

  /** {@code IB_GATHER_THREADS}. */
  static final int THREADS = 256;

  static final int TILE_X = 128; // IB_GATHER_TILE_X
  static final int TILE_Y = 32; // IB_GATHER_TILE_Y

  private PatchTable() {}

  /** Appends all patches; how many blocks they take. */
  static int write(ByteBuffer out, List<DevicePatchGather> patches) {
    long tiles = 0;
    for (DevicePatchGather patch : patches) {
      put(out, patch);
      out.putLong(tiles);
      tiles = Math.addExact(tiles, tiles(patch.cut().size()));
    }
    if (tiles > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.format(
              "a batch may have at most %d tiles of %d by %d voxels, has %d",
              Integer.MAX_VALUE, TILE_X, TILE_Y, tiles));
    }
    return (int) tiles;
  }

  private static long tiles(Size3 size) {
    long across = (size.x() - 1) / TILE_X + 1;
    long down = (size.y() - 1) / TILE_Y + 1;
    return across * down * size.z();
  }

  private static void put(ByteBuffer out, DevicePatchGather patch) {
    CudaVolume source = CudaVolume.of(patch.source());
    DevicePatchGather.Target target = patch.target();
    PatchLayout.put(
        out,
        new PatchLayout.Source(source.address(), source.size(), source.type()),
        new PatchLayout.Target(target.memory().address() + target.offset(), target.type()),
        patch.cut());
  }
}
