package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ibengine.error.Failures;

/**
 * One operation on its way through the device: a stream and the memory it uses, all handed back on
 * {@code close}, which waits for the stream first. Not thread-safe.
 */
final class Lane implements AutoCloseable {
  private static final int BLOCKS_PER_MULTIPROCESSOR = 8;
  private static final long ITEMS_PER_THREAD = 64;
  private static final int READ_BYTES = 320 << 14; // whole runs, whole components

  private final Gpu device;
  private final Stream stream;
  private final List<DeviceBuffer> memory = new ArrayList<>();
  private final List<PinnedBuffer> pinned = new ArrayList<>();
  private final LaunchWatch watch; // null where nobody measures

  private Lane(Gpu device, Stream stream, LaunchWatch watch) {
    this.device = device;
    this.stream = stream;
    this.watch = watch;
  }

  static Lane open(Gpu device) {
    return watched(device, null);
  }

  /** A lane that tells {@code watch} of every launch. */
  static Lane watched(Gpu device, LaunchWatch watch) {
    return new Lane(device, device.acquireStream(), watch);
  }

  Stream stream() {
    return stream;
  }

  /** Device memory for as long as this lane is open, not zeroed. */
  DeviceBuffer allocate(long sizeBytes) {
    DeviceBuffer block = device.memory().acquire(sizeBytes);
    memory.add(block);
    return block;
  }

  /**
   * Hands memory back before this lane is closed; null is allowed. Nothing that is queued may use
   * it.
   */
  void release(DeviceBuffer block) {
    if (memory.remove(block)) {
      device.memory().release(block);
    }
  }

  /** Page-locked memory for as long as this lane is open, not zeroed. */
  PinnedBuffer allocatePinned(long sizeBytes) {
    PinnedBuffer block = device.pinned().acquire(sizeBytes);
    pinned.add(block);
    return block;
  }

  /** Queues a copy to fresh device memory; its address. */
  long write(long[] values) {
    int bytes = values.length * Long.BYTES;
    PinnedBuffer block = allocatePinned(bytes);
    block.view(0, bytes).asLongBuffer().put(values);
    return write(block, bytes);
  }

  /** Queues a copy to fresh device memory; its address. */
  long write(int[] values) {
    int bytes = values.length * Integer.BYTES;
    PinnedBuffer block = allocatePinned(bytes);
    block.view(0, bytes).asIntBuffer().put(values);
    return write(block, bytes);
  }

  private long write(PinnedBuffer block, int bytes) {
    long address = allocate(bytes).address();
    stream.copyToDevice(address, block.address(), bytes);
    return address;
  }

  /**
   * As many blocks of this shape as the device runs side by side, so that none begins when others
   * end; fewer where there are fewer items.
   */
  Grid wave(String kernel, long items, Grid shape) {
    long each = shape.threads() * ITEMS_PER_THREAD;
    long wanted = Math.max(1, (items + each - 1) / each);
    long most =
        (long) device.context().multiprocessors() * device.module().occupancy(kernel, shape);
    return new Grid(
        (int) Math.min(wanted, most), shape.rows(), shape.threads(), shape.sharedBytes());
  }

  /** Blocks that keep the device busy. */
  long blocksAtOnce() {
    return (long) device.context().multiprocessors() * BLOCKS_PER_MULTIPROCESSOR;
  }

  void launch(String kernel, Grid grid, Object... arguments) {
    if (watch == null) {
      device.module().launch(stream, kernel, grid, arguments);
    } else {
      watch.time(stream, kernel, () -> device.module().launch(stream, kernel, grid, arguments));
    }
  }

  void upload(long target, CudaBuffer source, long sizeBytes) {
    stream.copyToDevice(target, source.address(), sizeBytes);
  }

  void download(CudaBuffer target, long offset, long source, long sizeBytes) {
    stream.copyToHost(target.address() + offset, source, sizeBytes);
  }

  /** Some bytes of what is read; {@code offset} counts from its start. Valid for the call only. */
  record Part(ByteBuffer bytes, long offset) {}

  /** Reads in parts, whole multiples of 320 bytes but for the last; blocks until all are read. */
  void read(long source, long sizeBytes, Consumer<Part> reader) {
    PinnedBuffer block = allocatePinned(Math.min(READ_BYTES, sizeBytes));
    for (long done = 0; done < sizeBytes; done += READ_BYTES) {
      int bytes = (int) Math.min(READ_BYTES, sizeBytes - done);
      stream.copyToHost(block.address(), source + done, bytes);
      stream.synchronize();
      reader.accept(new Part(block.view(0, bytes), done));
    }
  }

  /** Blocks until {@code sizeBytes} from {@code source} on are on the host. */
  ByteBuffer read(long source, int sizeBytes) {
    PinnedBuffer block = allocatePinned(sizeBytes);
    stream.copyToHost(block.address(), source, sizeBytes);
    stream.synchronize();
    return block.view(0, sizeBytes);
  }

  @Override
  public void close() {
    try {
      stream.synchronize();
    } catch (RuntimeException e) {
      throw Failures.after(e, this::abandon);
    }
    memory.forEach(device.memory()::release);
    pinned.forEach(device.pinned()::release);
    device.release(stream);
  }

  /**
   * Nobody knows whether the device still uses this memory: freeing it waits, the pool would not.
   */
  private void abandon() {
    Failures failures = new Failures();
    failures.collect(device.context()::synchronize);
    memory.forEach(block -> failures.collect(block::close));
    pinned.forEach(block -> failures.collect(block::close));
    failures.collect(stream::close);
    failures.rethrow();
  }
}
