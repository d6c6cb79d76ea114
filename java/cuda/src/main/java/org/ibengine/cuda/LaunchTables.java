package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;
import org.ibengine.error.Failures;

/**
 * Queues launches of one kind, which take a table, without waiting; keeps the tables until they
 * were read.
 */
final class LaunchTables implements AutoCloseable {
  /** A table on its way: the memory goes back to the pools when the event has passed. */
  private record Table(PinnedBuffer host, DeviceBuffer memory, Event read) {}

  /**
   * What a launch needs of device memory.
   *
   * @param tableBytes at its begin
   * @param workspaceBytes behind the table, zeroed
   */
  record Need(int tableBytes, long workspaceBytes) {
    long totalBytes() {
      return Math.addExact(tableBytes, workspaceBytes);
    }

    /** What the pool takes for it on the device. */
    long blockBytes() {
      return TableBlocks.blockBytes(totalBytes());
    }
  }

  /** Queues kernels; {@code size} is what the writer of the table returned. */
  interface Launch {
    void queue(long table, int size);
  }

  private final Device device;
  private final TableBlocks blocks;
  private final Deque<Table> onTheWay = new ArrayDeque<>();

  LaunchTables(Device device) {
    this.device = device;
    this.blocks = new TableBlocks(device);
  }

  /** Writes a table and queues its copy and the launch; the event passes when that is done. */
  Event queue(Stream stream, Need need, ToIntFunction<ByteBuffer> writer, Launch launch) {
    reap(false);
    PinnedBuffer host = device.pinned().acquire(need.tableBytes());
    int size;
    DeviceBuffer memory;
    try {
      size = writer.applyAsInt(host.view(0, need.tableBytes()));
      memory = blocks.acquire(need.totalBytes());
    } catch (RuntimeException e) {
      throw Failures.after(e, () -> device.pinned().release(host));
    }
    try {
      stream.copyToDevice(memory.address(), host.address(), need.tableBytes());
      if (need.workspaceBytes() > 0) {
        stream.fill(memory.address() + need.tableBytes(), 0, need.workspaceBytes());
      }
      launch.queue(memory.address(), size);
      keep(new Table(host, memory, stream.record()));
      return stream.record();
    } catch (RuntimeException e) {
      throw Failures.after(e, () -> giveUp(stream, host, memory));
    }
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
      failures.collect(() -> blocks.release(table.memory()));
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

  /** Blocks until every launch has run. */
  @Override
  public void close() {
    Failures failures = new Failures();
    failures.collect(() -> reap(true));
    failures.collect(blocks::close);
    failures.rethrow();
  }
}
