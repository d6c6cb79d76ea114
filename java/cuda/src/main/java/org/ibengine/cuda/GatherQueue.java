package org.ibengine.cuda;

import java.util.List;
import org.ibengine.backend.DevicePatchGather;

/** Launches gathers without waiting for them. */
final class GatherQueue {
  static final String KERNEL = "gather_patches";

  /** The same, which also counts what is not 0. */
  static final String COUNTING = "gather_patches_counted";

  /** The same, for a batch with packed volumes among its sources. */
  static final String PACKED = "gather_packed";

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

  /** Queues all patches, of which some may be warped; the event passes when they are written. */
  Event queue(List<DevicePatchGather> patches, Stream stream) {
    List<DevicePatchGather> warped =
        patches.stream().filter(patch -> patch.cut().warp() != null).toList();
    if (warped.isEmpty()) {
      return queuePlain(patches, stream);
    }
    if (warped.size() < patches.size()) {
      queuePlain(patches.stream().filter(patch -> patch.cut().warp() == null).toList(), stream)
          .close();
    }
    return new WarpedGathers(warped).queue(device, tables, stream);
  }

  private Event queuePlain(List<DevicePatchGather> patches, Stream stream) {
    if (patches.isEmpty()) {
      return stream.record();
    }
    return tables.queue(
        stream,
        need(patches.size()),
        out -> PatchTable.write(out, patches),
        (table, blocks) -> {
          orderAfterSources(patches, stream);
          Grid grid = new Grid(blocks, PatchTable.THREADS, 0);
          boolean counts = clearCounts(patches, stream);
          device.module().launch(stream, kernel(patches, counts), grid, table, patches.size());
        });
  }

  /** Makes what is queued from now on wait for the sources. */
  static void orderAfterSources(List<DevicePatchGather> patches, Stream stream) {
    patches.stream()
        .map(patch -> CudaVolume.of(patch.source()))
        .distinct()
        .forEach(volume -> volume.orderBefore(stream));
  }

  private static String kernel(List<DevicePatchGather> patches, boolean counts) {
    if (patches.stream().anyMatch(patch -> CudaVolume.of(patch.source()).isPacked())) {
      return PACKED;
    }
    return counts ? COUNTING : KERNEL;
  }

  /**
   * Queues zeros for the counts: those that lie side by side, in the order of their patches, at
   * once.
   *
   * @return whether there is any
   */
  static boolean clearCounts(List<DevicePatchGather> patches, Stream stream) {
    long begin = 0;
    long end = 0;
    for (DevicePatchGather patch : patches) {
      long address = PatchTable.addressOf(patch.count());
      if (address != 0 && address != end) {
        clear(begin, end, stream);
        begin = address;
      }
      end = address == 0 ? end : address + Integer.BYTES;
    }
    clear(begin, end, stream);
    return end > 0;
  }

  private static void clear(long begin, long end, Stream stream) {
    if (end > begin) {
      stream.fill(begin, 0, end - begin);
    }
  }
}
