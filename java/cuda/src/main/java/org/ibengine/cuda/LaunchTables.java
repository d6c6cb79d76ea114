package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.ibengine.error.Failures;

/**
 * Queues launches that take a table, without waiting. On the device the table lies in the {@link
 * Workspace} of the stream; on the host it is kept until it was read. Thread-safe.
 */
final class LaunchTables implements AutoCloseable {
  /** A table on its way: the memory goes back to the pool when the event has passed. */
  private record Table(PinnedBuffer host, Event read) {}

  /**
   * What a launch needs of device memory.
   *
   * @param tableBytes at its begin
   * @param zeroedBytes after the table
   * @param scratchBytes after both, from a multiple of 256 on; not zeroed
   */
  record Need(int tableBytes, long zeroedBytes, long scratchBytes) {
    private static final long SCRATCH_ALIGNMENT = 256;

    /** Without scratch. */
    Need(int tableBytes, long zeroedBytes) {
      this(tableBytes, zeroedBytes, 0);
    }

    long totalBytes() {
      return scratchBytes == 0
          ? Math.addExact(tableBytes, zeroedBytes)
          : Math.addExact(scratchOffset(), scratchBytes);
    }

    /** Where the scratch begins. */
    long scratchOffset() {
      return Math.addExact(tableBytes, zeroedBytes) + SCRATCH_ALIGNMENT - 1 & -SCRATCH_ALIGNMENT;
    }
  }

  /** Writes a table that tells where it lies itself. */
  interface Writer {
    /**
     * @param table its address on the device
     * @return what the launch is told
     */
    int write(ByteBuffer out, long table);
  }

  /** Queues kernels; {@code size} is what the writer of the table returned. */
  interface Launch {
    void queue(long table, int size);
  }

  private final Gpu device;
  private final Deque<Table> onTheWay = new ArrayDeque<>();

  LaunchTables(Gpu device) {
    this.device = device;
  }

  /**
   * Writes a table and queues its copy and the launch; the event passes when that is done. Waits
   * until the device is idle where launches on the stream have grown.
   */
  Event queue(Stream stream, Need need, ToIntFunction<ByteBuffer> writer, Launch launch) {
    reap(false);
    PinnedBuffer host = device.pinned().acquire(need.tableBytes());
    int size = written(host, () -> writer.applyAsInt(host.view(0, need.tableBytes())));
    synchronized (stream) {
      return queue(stream, need, new Written(host, size), launch);
    }
  }

  /** As {@link #queue}, of a table with addresses in it. */
  Event queueAt(Stream stream, Need need, Writer writer, Launch launch) {
    reap(false);
    PinnedBuffer host = device.pinned().acquire(need.tableBytes());
    synchronized (stream) {
      IntSupplier write =
          () -> writer.write(host.view(0, need.tableBytes()), address(stream, need));
      return queue(stream, need, new Written(host, written(host, write)), launch);
    }
  }

  /** A table on the host, and what its writer returned. */
  private record Written(PinnedBuffer host, int size) {}

  private int written(PinnedBuffer host, IntSupplier writer) {
    try {
      return writer.getAsInt();
    } catch (RuntimeException e) {
      throw Failures.after(e, () -> device.pinned().release(host));
    }
  }

  private Event queue(Stream stream, Need need, Written table, Launch launch) {
    try {
      launch.queue(copy(stream, need, table.host()), table.size());
      keep(new Table(table.host(), stream.record()));
      return stream.record();
    } catch (RuntimeException e) {
      throw Failures.after(e, () -> giveUp(stream, table.host()));
    }
  }

  private long address(Stream stream, Need need) {
    return stream.workspace().reserve(need.totalBytes(), device.memory()).address();
  }

  private long copy(Stream stream, Need need, PinnedBuffer host) {
    long table = address(stream, need);
    stream.copyToDevice(table, host.address(), need.tableBytes());
    if (need.zeroedBytes() > 0) {
      stream.fill(table + need.tableBytes(), 0, need.zeroedBytes());
    }
    return table;
  }

  private synchronized void keep(Table table) {
    onTheWay.addLast(table);
  }

  /** The copy of the table may be queued already. */
  private void giveUp(Stream stream, PinnedBuffer host) {
    synchronized (this) {
      if (onTheWay.stream().anyMatch(table -> table.host() == host)) {
        return;
      }
    }
    Failures failures = new Failures();
    failures.collect(stream::synchronize);
    failures.collect(device.context()::synchronize);
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
    reap(true);
  }
}
