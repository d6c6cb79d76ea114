package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceWeightPatch;
import org.ibengine.backend.InstanceMap;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightLayout;
import org.ibengine.backend.WeightLayout.Addresses;
import org.ibengine.backend.WeightPatch;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** The {@code ib_cuda_weight_patch} structures of a launch. Fields are in their order there. */
final class WeightTable {
  /** {@code sizeof(ib_cuda_weight_patch)}. */
  static final int PATCH_BYTES = WeightLayout.BYTES + 2 * Long.BYTES;

  /** {@code IB_WEIGHT_THREADS}. */
  static final int THREADS = 256;

  static final int ROWS = 32; // IB_WEIGHT_ROWS

  /** One patch by addresses, which the device reads and writes wherever they lie. */
  record Item(InstanceMap map, Addresses at, WeightCut cut) {

    /** In page-locked host memory, which has one address on both sides. */
    static Item of(WeightPatch patch) {
      return new Item(
          patch.instances(),
          new Addresses(
              CudaBuffer.of(patch.instances().data()).address(),
              address(patch.weights()),
              address(patch.ids())),
          patch.cut());
    }

    static Item of(DeviceWeightPatch patch) {
      return new Item(
          patch.instances().map(),
          new Addresses(
              CudaVolume.of(patch.instances().data()).address(),
              address(patch.weights()),
              address(patch.ids())),
          patch.cut());
    }

    private static long address(PatchGather.Target target) {
      return target == null ? 0 : CudaBuffer.of(target.buffer()).address() + target.offset();
    }

    private static long address(DevicePatchGather.Target target) {
      return target == null ? 0 : target.memory().address() + target.offset();
    }

    boolean isWarped() {
      return cut.warp() != null;
    }

    long slots() {
      return map.instances() + 1L;
    }

    private long tiles() {
      return WeightTable.tiles(cut.size());
    }
  }

  private WeightTable() {}

  /** Of one patch. */
  static long tiles(Size3 size) {
    return ((size.y() - 1L) / ROWS + 1) * size.z();
  }

  /** What the launches need. */
  static LaunchTables.Need need(List<Item> items) {
    return need(items.size(), items.stream().mapToLong(Item::slots).sum());
  }

  /** What launches need at most whose maps have at most so many instances. */
  static LaunchTables.Need most(int patches, long instances) {
    return need(patches, Math.multiplyExact(patches, instances + 1));
  }

  private static LaunchTables.Need need(int patches, long slots) {
    int bytes = Math.multiplyExact(patches, PATCH_BYTES);
    return new LaunchTables.Need(bytes, Math.multiplyExact(slots, (long) Long.BYTES));
  }

  /** Appends all patches; how many tiles they take. */
  static int write(ByteBuffer out, List<Item> items) {
    long slots = 0;
    long tiles = 0;
    for (Item item : items) {
      WeightLayout.put(out, item.map(), item.at(), item.cut());
      out.putLong(slots).putLong(tiles);
      slots += item.slots();
      tiles += item.tiles();
    }
    if (tiles > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.format(
              "a batch may have at most %d tiles of %d rows, has %d",
              Integer.MAX_VALUE, ROWS, tiles));
    }
    return (int) tiles;
  }
}
