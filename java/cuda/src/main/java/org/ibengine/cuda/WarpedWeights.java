package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightLayout;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;

/**
 * Launches the weighing of warped patches: of one after the other the ids of the box around it,
 * into scratch memory, then its own ids, counted; then what each instance weighs, then the weights.
 * Used once.
 */
final class WarpedWeights {
  private final List<WeightTable.Item> items;
  private final List<Box> boxes;
  private final SplineTables splines = new SplineTables();
  private final long[] slots; // the first of each

  WarpedWeights(List<WeightTable.Item> items) {
    this.items = items;
    this.boxes = items.stream().map(item -> item.cut().warp().box(item.cut().size())).toList();
    this.slots = new long[items.size()];
    for (int i = 1; i < slots.length; i++) {
      slots[i] = slots[i - 1] + items.get(i - 1).slots();
    }
    items.forEach(item -> splines.add(item.cut().warp()));
  }

  private LaunchTables.Need need() {
    long scratch = 0;
    for (Box box : boxes) {
      scratch = Math.max(scratch, WarpTable.boxBytes(box, Integer.BYTES));
    }
    LaunchTables.Need plain = WeightTable.need(items);
    return need(items.size(), plain.zeroedBytes(), splines.bytes(), scratch);
  }

  /** What so many patches need, of slots and splines of so many bytes. */
  static LaunchTables.Need need(int patches, long slotBytes, long splineBytes, long boxBytes) {
    long each = 2 * WeightTable.PATCH_BYTES + WarpTable.PATCH_BYTES;
    int table = Math.toIntExact(patches * each + splineBytes);
    return new LaunchTables.Need(table, slotBytes, boxBytes);
  }

  /** Queues all patches; the event passes when they are written. */
  Event queue(Gpu device, LaunchTables tables, Stream stream) {
    LaunchTables.Need need = need();
    return tables.queueAt(
        stream,
        need,
        (out, table) -> write(out, table, table + need.scratchOffset()),
        (table, count) -> launch(device.module(), stream, table, table + need.tableBytes()));
  }

  private int write(ByteBuffer out, long table, long scratch) {
    for (int i = 0; i < items.size(); i++) {
      WeightTable.Item item = items.get(i);
      WeightLayout.Addresses at = new WeightLayout.Addresses(item.at().data(), 0, scratch);
      WeightLayout.put(out, item.map(), at, cutOfBox(i));
      out.putLong(slots[i]).putLong(0);
    }
    WeightTable.write(out, items);
    long splineTables = table + warpOffset(items.size());
    for (int i = 0; i < items.size(); i++) {
      WeightCut cut = items.get(i).cut();
      long counts =
          items.get(i).at().weights() == 0 ? 0 : table + tableBytes() + slots[i] * Long.BYTES;
      WarpTable.At at =
          new WarpTable.At(splines.address(cut.warp(), splineTables), scratch, ids(i), counts);
      WarpTable.put(out, cut.warp(), cut.size(), boxes.get(i), at, 0);
    }
    splines.write(out, splineTables);
    return items.size();
  }

  private long tableBytes() {
    return warpOffset(items.size()) + splines.bytes();
  }

  /** Where ids go: in place of the weights where nobody wants ids. */
  private long ids(int number) {
    WeightLayout.Addresses at = items.get(number).at();
    return at.ids() == 0 ? at.weights() : at.ids();
  }

  private WeightCut cutOfBox(int number) {
    Index3 corner = items.get(number).cut().corner();
    Box box = boxes.get(number);
    Index3 begin =
        new Index3(
            Math.addExact(corner.x(), box.begin().x()),
            Math.addExact(corner.y(), box.begin().y()),
            Math.addExact(corner.z(), box.begin().z()));
    return new WeightCut(begin, box.size(), Orientation.IDENTITY, null);
  }

  private long warpOffset(int number) {
    return 2L * items.size() * WeightTable.PATCH_BYTES + (long) number * WarpTable.PATCH_BYTES;
  }

  private void launch(Module module, Stream stream, long table, long slotTable) {
    for (int i = 0; i < items.size(); i++) {
      Grid paint =
          new Grid(Math.toIntExact(WeightTable.tiles(boxes.get(i).size())), WeightTable.THREADS, 0);
      long box = table + (long) i * WeightTable.PATCH_BYTES;
      module.launch(stream, "weight_paint", paint, box, 1, slotTable);
      Grid warp = WarpTable.grid(items.get(i).cut().size());
      module.launch(stream, "warp_ids", warp, table + warpOffset(i));
    }
    Grid each = new Grid(items.size(), WeightTable.THREADS, 0);
    long targets = table + (long) items.size() * WeightTable.PATCH_BYTES;
    module.launch(stream, "weight_table", each, targets, slotTable);
    for (int i = 0; i < items.size(); i++) {
      long weights = items.get(i).at().weights();
      if (weights != 0) {
        long elements = items.get(i).cut().size().voxels();
        int blocks = Math.toIntExact((elements - 1) / WarpTable.THREADS + 1);
        Grid grid = new Grid(blocks, WarpTable.THREADS, 0);
        long own = slotTable + slots[i] * Long.BYTES;
        module.launch(stream, "warp_weights", grid, ids(i), weights, own, elements);
      }
    }
  }
}
