package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.backend.DeviceWeightPatch;
import org.ibengine.backend.InstanceMap;
import org.ibengine.backend.WeightPatch;
import org.ibengine.label.Runs;
import org.ibengine.text.Text;

/** Launches the weighing of batches: counts, then what each instance weighs, then the maps. */
final class WeightQueue {
  private static final int RUN_BYTES = Runs.STRIDE * Integer.BYTES;
  private static final int RUNS_AT_ONCE = 1 << 16;

  private final Gpu device;
  private final LaunchTables tables;

  WeightQueue(Gpu device, LaunchTables tables) {
    this.device = device;
    this.tables = tables;
  }

  /** Queues all patches; the event passes when they are written. */
  Event queue(List<DeviceWeightPatch> patches, Stream stream) {
    patches.stream()
        .map(patch -> CudaVolume.of(patch.instances().data()))
        .distinct()
        .forEach(map -> map.orderBefore(stream));
    return launch(patches.stream().map(WeightTable.Item::of).toList(), stream);
  }

  /**
   * Blocks until all patches are written. The device reads the maps and writes the targets where
   * they lie: nothing is copied.
   */
  void run(List<WeightPatch> patches, Stream stream) {
    List<WeightTable.Item> items = patches.stream().map(WeightTable.Item::of).toList();
    patches.stream().map(WeightPatch::instances).distinct().forEach(WeightQueue::requireKnownIds);
    launch(items, stream).close();
    stream.synchronize();
  }

  private Event launch(List<WeightTable.Item> items, Stream stream) {
    List<WeightTable.Item> warped = items.stream().filter(WeightTable.Item::isWarped).toList();
    if (warped.isEmpty()) {
      return launchPlain(items, stream);
    }
    if (warped.size() < items.size()) {
      launchPlain(items.stream().filter(item -> !item.isWarped()).toList(), stream).close();
    }
    return new WarpedWeights(warped).queue(device, tables, stream);
  }

  private Event launchPlain(List<WeightTable.Item> items, Stream stream) {
    if (items.isEmpty()) {
      return stream.record();
    }
    LaunchTables.Need need = WeightTable.need(items);
    return tables.queue(
        stream,
        need,
        out -> WeightTable.write(out, items),
        (table, tiles) -> {
          long slots = table + need.tableBytes();
          int count = items.size();
          Grid all = new Grid(tiles, WeightTable.THREADS, 0);
          Grid each = new Grid(count, WeightTable.THREADS, 0);
          device.module().launch(stream, "weight_count", all, table, count, slots);
          device.module().launch(stream, "weight_table", each, table, slots);
          device.module().launch(stream, "weight_paint", all, table, count, slots);
        });
  }

  private static void requireKnownIds(InstanceMap map) {
    for (int first = 0; first < map.runs(); first += RUNS_AT_ONCE) {
      int count = Math.min(RUNS_AT_ONCE, map.runs() - first);
      long offset = map.runsOffset() + (long) first * RUN_BYTES;
      ByteBuffer runs = map.data().bareView(offset, count * RUN_BYTES);
      for (int run = 0; run < count; run++) {
        int id = runs.getInt(run * RUN_BYTES + RUN_BYTES - Integer.BYTES);
        if (id < 1 || id > map.instances()) {
          throw new IllegalArgumentException(
              Text.format("a run's id must be 1 to %d, was %d", map.instances(), id));
        }
      }
    }
  }
}
