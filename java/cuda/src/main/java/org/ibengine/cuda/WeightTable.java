package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceWeightPatch;
import org.ibengine.backend.InstanceMap;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.backend.WeightPatch;
import org.ibengine.backend.WeightRule;

/** The {@code ib_cuda_weight_patch} structures of a launch. Fields are in their order there. */
final class WeightTable {
  /** {@code sizeof(ib_cuda_weight_patch)}. */
  static final int PATCH_BYTES = 136;

  /** {@code IB_WEIGHT_THREADS}. */
  static final int THREADS = 256;

  private static final int ROWS = 32; // IB_WEIGHT_ROWS
  private static final int MEAN_ONE = 64;

  /** What a patch without weights carries; nothing reads it. */
  private static final WeightRule UNUSED = WeightKind.PATCH_INVERSE.rule();

  /**
   * One patch by addresses, which the device reads and writes wherever they lie.
   *
   * @param data of the map
   * @param weights 0 if not wanted
   * @param ids 0 if not wanted
   */
  record Item(InstanceMap map, long data, WeightCut cut, long weights, long ids) {

    /** In page-locked host memory, which has one address on both sides. */
    static Item of(WeightPatch patch) {
      return new Item(
          patch.instances(),
          CudaBuffer.of(patch.instances().data()).address(),
          patch.cut(),
          address(patch.weights()),
          address(patch.ids()));
    }

    static Item of(DeviceWeightPatch patch) {
      return new Item(
          patch.instances().map(),
          CudaVolume.of(patch.instances().data()).address(),
          patch.cut(),
          address(patch.weights()),
          address(patch.ids()));
    }

    private static long address(PatchGather.Target target) {
      return target == null ? 0 : CudaBuffer.of(target.buffer()).address() + target.offset();
    }

    private static long address(DevicePatchGather.Target target) {
      return target == null ? 0 : target.memory().address() + target.offset();
    }

    private long slots() {
      return map.instances() + 1L;
    }

    private long tiles() {
      return ((cut.size().y() - 1L) / ROWS + 1) * cut.size().z();
    }
  }

  private WeightTable() {}

  /** What the launches need. */
  static LaunchTables.Need need(List<Item> items) {
    long slots = items.stream().mapToLong(Item::slots).sum();
    int bytes = Math.multiplyExact(items.size(), PATCH_BYTES);
    return new LaunchTables.Need(bytes, slots * Long.BYTES);
  }

  /** Appends all patches; how many tiles they take. */
  static int write(ByteBuffer out, List<Item> items) {
    long slots = 0;
    long tiles = 0;
    for (Item item : items) {
      put(out, item);
      out.putLong(slots).putLong(tiles);
      slots += item.slots();
      tiles += item.tiles();
    }
    if (tiles > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a batch may have at most %d tiles of %d rows, has %d"
              .formatted(Integer.MAX_VALUE, ROWS, tiles));
    }
    return (int) tiles;
  }

  private static void put(ByteBuffer out, Item item) {
    InstanceMap map = item.map();
    out.putLong(item.data() + map.runsOffset()).putLong(item.data());
    out.putLong(item.weights()).putLong(item.ids());
    out.putLong(map.runs()).putLong(map.instances());
    for (int axis = 0; axis < 3; axis++) {
      out.putLong(item.cut().corner().get(axis));
    }
    for (int axis = 0; axis < 3; axis++) {
      out.putLong(item.cut().size().get(axis));
    }
    WeightRule rule = item.cut().rule() == null ? UNUSED : item.cut().rule();
    out.putDouble(rule.min()).putDouble(rule.max());
    out.putInt(code(rule.kind()));
    boolean meanOne = rule.normalisation() == WeightNormalisation.MEAN_ONE;
    out.putInt(PatchTable.flags(item.cut().orientation()) | (meanOne ? MEAN_ONE : 0));
  }

  private static int code(WeightKind kind) {
    return switch (kind) {
      case PATCH_INVERSE -> 0;
      case FOREGROUND_INVERSE -> 1;
      case INSTANCE_INVERSE -> 2;
    };
  }
}
