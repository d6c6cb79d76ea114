package org.ibengine.cuda;

import java.util.List;
import org.ibengine.backend.DevicePatchGather;

/** Launches gathers without waiting for them. */
final class GatherQueue {
  static final String KERNEL = "gather_patches";

  private final Device device;
  private final LaunchTables tables;

  GatherQueue(Device device, LaunchTables tables) {
    this.device = device;
    this.tables = tables;
  }

  /** Queues all patches; the event passes when they are written. */
  Event queue(List<DevicePatchGather> patches, Stream stream) {
    if (patches.isEmpty()) {
      return stream.record();
    }
    int bytes = Math.multiplyExact(patches.size(), PatchTable.PATCH_BYTES);
    return tables.queue(
        stream,
        new LaunchTables.Need(bytes, 0),
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

  /** One launch without a queue, for {@link KernelBench}; the sources have arrived. */
  static void launchOnce(Lane lane, List<DevicePatchGather> patches) {
    int bytes = Math.multiplyExact(patches.size(), PatchTable.PATCH_BYTES);
    PinnedBuffer host = lane.allocatePinned(bytes);
    int blocks = PatchTable.write(host.view(0, bytes), patches);
    long table = lane.allocate(bytes).address();
    lane.stream().copyToDevice(table, host.address(), bytes);
    lane.launch(KERNEL, new Grid(blocks, PatchTable.THREADS, 0), table, patches.size());
  }
}
