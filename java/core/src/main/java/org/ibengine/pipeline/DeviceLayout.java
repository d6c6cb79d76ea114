package org.ibengine.pipeline;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.tensor.BatchPart;
import org.ibengine.volume.Sums;

/**
 * How a batch lies in device memory: each part in an allocation of its own or, if other processes
 * open it, all parts in one, which other processes see whole.
 *
 * @param shared whether other processes open it
 * @param launchBytes what a batch's stream takes for its launches before the first; 0 if by need
 */
public record DeviceLayout(BatchShape shape, boolean shared, long launchBytes) {
  private static final long ALIGNMENT = 256;

  /** Bytes of device memory that a batch takes; {@link Long#MAX_VALUE} if no long holds them. */
  public long totalBytes(DeviceBackend backend) {
    if (!shared) {
      return shape.totalBytes();
    }
    long bytes = 0;
    for (BatchPart part : shape.parts()) {
      bytes = Sums.sum(aligned(bytes), shape.bytes(part));
    }
    return backend.shareableBytes(bytes);
  }

  private static long aligned(long bytes) {
    return Sums.product(bytes / ALIGNMENT + (bytes % ALIGNMENT == 0 ? 0 : 1), ALIGNMENT);
  }

  /**
   * Memory for one batch.
   *
   * @param owner is given what was allocated, at once, and closes it
   */
  Map<BatchPart, DeviceMemory.Range> allocate(DeviceBackend backend, Consumer<DeviceMemory> owner) {
    Map<BatchPart, DeviceMemory.Range> places = new EnumMap<>(BatchPart.class);
    DeviceMemory all = shared ? owned(backend, totalBytes(backend), owner) : null;
    long offset = 0;
    for (BatchPart part : shape.parts()) {
      long bytes = shape.bytes(part);
      DeviceMemory memory = all == null ? owned(backend, bytes, owner) : all;
      offset = all == null ? 0 : aligned(offset);
      places.put(part, new DeviceMemory.Range(memory, offset, bytes));
      offset += bytes;
    }
    return places;
  }

  private static DeviceMemory owned(
      DeviceBackend backend, long bytes, Consumer<DeviceMemory> owner) {
    DeviceMemory memory = backend.allocateDevice(bytes);
    owner.accept(memory);
    return memory;
  }
}
