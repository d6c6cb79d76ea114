package org.ibengine.cuda;

import java.util.List;
import org.ibengine.backend.DevicePatchGather;

/** Launches gathers without waiting for them. */
final class GatherQueue {
  static final String KERNEL = "gather_patches";

  private final Gpu device;
  private final LaunchTables tables;

  GatherQueue(Gpu device, LaunchTables tables) {
    this.device = device;
    this.tables = tables;
  }

  /** What the launch of so many patches needs. */
  static LaunchTables.Need need(int patches) {
    return new LaunchTables.Need(Math.multiplyExact(patches, PatchTable.PATCH_BYTES), 0);
  }

  /** Queues all patches; the event passes when they are written. */
  Event queue(List<DevicePatchGather> patches, Stream stream) {
    if (patches.isEmpty()) {
      return stream.record();
    }
    return tables.queue(
        stream,
        need(patches.size()),
        out -> PatchTable.write(out, patches),
        (table, blocks) -> {
          patches.stream()
              .map(patch -> CudaVolume.of(patch.source()))
              .distinct()
              .forEach(volume -> volume.orderBefore(stream));
          Grid grid = new Grid(blocks, PatchTable.THREADS, 0);
          device.module().launch(stream, KERNEL, grid, table, patches.size());
        });
  }
}
