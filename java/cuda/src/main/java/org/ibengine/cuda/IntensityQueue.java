package org.ibengine.cuda;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.DeviceIntensityPatch;
import org.ibengine.backend.IntensityLayout;
import org.ibengine.backend.IntensityPatch;
import org.ibengine.backend.PatchGather;

/** Launches changes of intensity without waiting for them, of one patch after the other. */
final class IntensityQueue {
  private final Gpu device;
  private final LaunchTables tables;

  IntensityQueue(Gpu device, LaunchTables tables) {
    this.device = device;
    this.tables = tables;
  }

  /** Queues all patches; the event passes when they are changed. */
  Event queue(List<DeviceIntensityPatch> patches, Stream stream) {
    List<IntensityLayout.Patch> changed = new ArrayList<>();
    for (DeviceIntensityPatch patch : patches) {
      long address = PatchTable.addressOf(patch.target());
      changed.add(
          new IntensityLayout.Patch(address, patch.target().type(), patch.size(), patch.changes()));
    }
    return launch(changed, stream);
  }

  /** Blocks until all patches are changed, in copies on the device. */
  void run(List<IntensityPatch> patches, Lane lane) {
    List<IntensityLayout.Patch> changed = new ArrayList<>();
    for (IntensityPatch patch : patches) {
      long bytes = bytes(patch);
      long copy = lane.allocate(bytes).address();
      lane.stream().copyToDevice(copy, address(patch.target()), bytes);
      changed.add(
          new IntensityLayout.Patch(copy, patch.target().type(), patch.size(), patch.changes()));
    }
    launch(changed, lane.stream()).close();
    for (int i = 0; i < patches.size(); i++) {
      PatchGather.Target target = patches.get(i).target();
      lane.download(
          CudaBuffer.of(target.buffer()),
          target.offset(),
          changed.get(i).voxels(),
          bytes(patches.get(i)));
    }
    lane.stream().synchronize();
  }

  private static long address(PatchGather.Target target) {
    return CudaBuffer.of(target.buffer()).address() + target.offset();
  }

  private static long bytes(IntensityPatch patch) {
    return patch.size().voxels() * patch.target().type().sizeBytes();
  }

  private Event launch(List<IntensityLayout.Patch> patches, Stream stream) {
    List<IntensityLayout.Patch> changed =
        patches.stream().filter(patch -> !patch.changes().isEmpty()).toList();
    if (changed.isEmpty()) {
      return stream.record();
    }
    IntensityLayout layout = new IntensityLayout(changed);
    long scratch = 0;
    for (IntensityLayout.Patch patch : changed) {
      scratch = Math.max(scratch, IntensityTable.Parts.of(patch.size(), 0).end());
    }
    LaunchTables.Need need = new LaunchTables.Need(layout.bytes(), 0, scratch);
    return tables.queueAt(
        stream,
        need,
        (out, table) -> {
          layout.put(out, table);
          return changed.size();
        },
        (table, count) -> queue(changed, table, table + need.scratchOffset(), stream));
  }

  private void queue(List<IntensityLayout.Patch> patches, long table, long scratch, Stream stream) {
    long change = table + (long) patches.size() * IntensityLayout.PATCH_BYTES;
    for (IntensityLayout.Patch patch : patches) {
      new IntensityRun(device.module(), stream, patch, scratch)
          .queue(IntensityPass.of(patch.changes(), change));
      change += (long) patch.changes().size() * IntensityLayout.CHANGE_BYTES;
    }
  }
}
