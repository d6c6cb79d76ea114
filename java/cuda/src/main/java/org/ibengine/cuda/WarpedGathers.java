package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchLayout;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;

/**
 * Launches warped gathers: for one patch after the other the box around it, as a gather writes it,
 * into scratch memory, then the patch from it. Used once.
 */
final class WarpedGathers {
  private final List<DevicePatchGather> patches;
  private final List<Box> boxes;
  private final SplineTables splines = new SplineTables();
  private final int[] blocks; // of the gather of each box

  WarpedGathers(List<DevicePatchGather> patches) {
    this.patches = patches;
    this.boxes = patches.stream().map(WarpedGathers::box).toList();
    this.blocks = new int[patches.size()];
    patches.forEach(patch -> splines.add(patch.cut().warp()));
  }

  private static Box box(DevicePatchGather patch) {
    PatchCut cut = patch.cut();
    return WarpTable.box(cut.warp(), cut.size(), cut.corner(), patch.source().size());
  }

  /** Of what holds its box. */
  private static ElementType boxType(DevicePatchGather patch) {
    boolean label = patch.target().type() == ElementType.UINT8;
    return label ? ElementType.UINT8 : ElementType.FLOAT32;
  }

  LaunchTables.Need need() {
    long scratch = 0;
    for (int i = 0; i < patches.size(); i++) {
      int bytes = boxType(patches.get(i)).sizeBytes();
      scratch = Math.max(scratch, WarpTable.boxBytes(boxes.get(i), bytes));
    }
    return need(patches.size(), splines.bytes(), scratch);
  }

  /** What so many patches need. */
  static LaunchTables.Need need(int patches, long splineBytes, long boxBytes) {
    long table = (long) patches * (PatchTable.PATCH_BYTES + WarpTable.PATCH_BYTES) + splineBytes;
    return new LaunchTables.Need(Math.toIntExact(table), 0, boxBytes);
  }

  /** Queues all patches; the event passes when they are written. */
  Event queue(Gpu device, LaunchTables tables, Stream stream) {
    LaunchTables.Need need = need();
    return tables.queueAt(
        stream,
        need,
        (out, table) ->
            write(out, table, new Scratch(table + need.scratchOffset(), need.scratchBytes())),
        (table, count) -> {
          GatherQueue.orderAfterSources(patches, stream);
          GatherQueue.clearCounts(patches, stream);
          for (int i = 0; i < count; i++) {
            launch(device.module(), stream, table, i);
          }
        });
  }

  private int write(ByteBuffer out, long table, Scratch scratch) {
    for (int i = 0; i < patches.size(); i++) {
      blocks[i] = PatchTable.write(out, List.of(gatherOfBox(i, scratch)));
    }
    long splineTables = table + warpOffset(patches.size());
    for (int i = 0; i < patches.size(); i++) {
      PatchCut cut = patches.get(i).cut();
      DevicePatchGather.Target target = patches.get(i).target();
      WarpTable.At at =
          new WarpTable.At(
              splines.address(cut.warp(), splineTables),
              scratch.address(),
              PatchTable.addressOf(target),
              PatchTable.addressOf(patches.get(i).count()));
      WarpTable.put(out, cut.warp(), cut.size(), boxes.get(i), at, PatchLayout.code(target.type()));
    }
    splines.write(out, splineTables);
    return patches.size();
  }

  private DevicePatchGather gatherOfBox(int number, Scratch scratch) {
    DevicePatchGather patch = patches.get(number);
    PatchCut cut = patch.cut();
    Box box = boxes.get(number);
    Index3 corner =
        new Index3(
            cut.corner().x() + box.begin().x(),
            cut.corner().y() + box.begin().y(),
            cut.corner().z() + box.begin().z());
    PatchCut plain =
        new PatchCut(
            corner,
            box.size(),
            cut.normalisation(),
            cut.orientation(),
            cut.intensity(),
            cut.fill());
    return new DevicePatchGather(
        patch.source(), plain, new DevicePatchGather.Target(scratch, 0, boxType(patch)));
  }

  private long warpOffset(int number) {
    return (long) patches.size() * PatchTable.PATCH_BYTES + (long) number * WarpTable.PATCH_BYTES;
  }

  private void launch(Module module, Stream stream, long table, int number) {
    DevicePatchGather patch = patches.get(number);
    boolean packed = CudaVolume.of(patch.source()).isPacked();
    module.launch(
        stream,
        packed ? GatherQueue.PACKED : GatherQueue.KERNEL,
        new Grid(blocks[number], PatchTable.THREADS, 0),
        table + (long) number * PatchTable.PATCH_BYTES,
        1);
    module.launch(
        stream, "warp_patches", WarpTable.grid(patch.cut().size()), table + warpOffset(number));
  }
}
