package org.ibengine.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.ibengine.backend.DevicePatchGather;

/** Launches gathers without waiting for them; keeps their patch tables until they have run. */
final class GatherQueue implements AutoCloseable {
  static final String KERNEL = "gather_patches";

  /** A table on its way: the memory goes back to the pools when the event has passed. */
  private record Table(PinnedBuffer host, DeviceBuffer memory, Event read) {}

  private final Device device;
  private final Deque<Table> onTheWay = new ArrayDeque<>();

  GatherQueue(Device device) {
    this.device = device;
  }

  /** Queues all patches; the event passes when they are written. */
  Event queue(List<DevicePatchGather> patches, Stream stream) {
    reap(false);
    if (patches.isEmpty()) {
      return stream.record();
    }
    int bytes = Math.multiplyExact(patches.size(), PatchTable.PATCH_BYTES);
    PinnedBuffer host = device.pinned().acquire(bytes);
    int blocks;
    DeviceBuffer memory;
    try {
      blocks = PatchTable.write(host.view(0, bytes), patches);
      memory = device.memory().acquire(bytes);
    } catch (RuntimeException e) {
      throw Failures.after(e, () -> device.pinned().release(host));
    }
    try {
      patches.stream()
          .map(patch -> CudaVolume.of(patch.source()))
          .distinct()
          .forEach(volume -> volume.orderBefore(stream));
      stream.copyToDevice(memory.address(), host.address(), bytes);
      launch(stream, memory, blocks, patches.size());
      keep(new Table(host, memory, stream.record()));
      return stream.record();
    } catch (RuntimeException e) {
      throw Failures.after(e, () -> giveUp(stream, host, memory));
    }
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

  private void launch(Stream stream, DeviceBuffer table, int blocks, int patches) {
    Grid grid = new Grid(blocks, PatchTable.THREADS, 0);
    device.module().launch(stream, KERNEL, grid, table.address(), patches);
  }

  private synchronized void keep(Table table) {
    onTheWay.addLast(table);
  }

  /** The copy of the table may be queued already. */
  private void giveUp(Stream stream, PinnedBuffer host, DeviceBuffer memory) {
    synchronized (this) {
      if (onTheWay.stream().anyMatch(table -> table.host() == host)) {
        return;
      }
    }
    Failures failures = new Failures();
    failures.collect(stream::synchronize);
    failures.collect(device.context()::synchronize);
    failures.collect(memory::close);
    failures.collect(host::close);
    failures.rethrow();
  }

  /** Takes back what has been read; with {@code wait}, all. */
  private void reap(boolean wait) {
    Failures failures = new Failures();
    List<Table> done = new ArrayList<>();
    synchronized (this) {
      for (Table table : List.copyOf(onTheWay)) {
        if (wait) {
          failures.collect(() -> awaitRead(table));
          done.add(table);
        } else {
          failures.collect(() -> addIfRead(table, done));
        }
      }
      onTheWay.removeAll(done);
    }
    for (Table table : done) {
      failures.collect(table.read()::close);
      failures.collect(() -> device.pinned().release(table.host()));
      failures.collect(() -> device.memory().release(table.memory()));
    }
    failures.rethrow();
  }

  private void awaitRead(Table table) {
    try {
      table.read().await();
    } catch (RuntimeException e) {
      throw Failures.after(e, device.context()::synchronize);
    }
  }

  private static void addIfRead(Table table, List<Table> done) {
    if (table.read().hasPassed()) {
      done.add(table);
    }
  }

  /** Blocks until every gather has run. */
  @Override
  public void close() {
    reap(true);
  }
}
