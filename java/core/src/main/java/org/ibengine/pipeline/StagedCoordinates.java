package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.error.Failures;
import org.ibengine.tensor.BatchPart;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * The coordinates of one batch in page-locked memory of the host, from where the device gathers
 * them as it gathers patches. Not thread-safe.
 */
final class StagedCoordinates implements AutoCloseable {
  /** The channels of a patch one after the other along z. */
  private record Item(HostBuffer buffer, DeviceVolume volume) {}

  private final BatchCoordinates coordinates;
  private final BatchShape shape;
  private final Size3 size;
  private final List<Item> items = new ArrayList<>();

  StagedCoordinates(DeviceBackend backend, BatchShape shape, BatchCoordinates coordinates) {
    this.coordinates = coordinates;
    this.shape = shape;
    Size3 patch = shape.patch();
    this.size = new Size3(patch.x(), patch.y(), patch.z() * shape.channels(BatchPart.COORDINATES));
    try {
      for (int item = 0; item < shape.batch(); item++) {
        items.add(item(backend));
      }
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, this::close);
    }
  }

  private Item item(DeviceBackend backend) {
    HostBuffer buffer = backend.allocate(shape.bytes(BatchPart.COORDINATES) / shape.batch());
    try {
      return new Item(buffer, backend.share(new Volume(size, VoxelType.FLOAT32, buffer)));
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, buffer::close);
    }
  }

  /**
   * Writes the coordinates of a batch, and says how they come into {@code target}. The device must
   * have read what was written before.
   */
  List<DevicePatchGather> patches(List<WarpedRequest> requests, DeviceMemory.Range target) {
    PatchCut whole =
        new PatchCut(Index3.ZERO, size, null, Orientation.IDENTITY, Intensity.IDENTITY, 0f);
    List<DevicePatchGather> patches = new ArrayList<>(requests.size());
    for (int item = 0; item < requests.size(); item++) {
      coordinates.write(requests.get(item), items.get(item).buffer(), 0);
      patches.add(
          new DevicePatchGather(
              items.get(item).volume(),
              whole,
              new DevicePatchGather.Target(
                  target.memory(),
                  target.offset() + shape.offset(BatchPart.COORDINATES, item, 0),
                  shape.type(BatchPart.COORDINATES))));
    }
    return patches;
  }

  /** The device must have read everything. Idempotent. */
  @Override
  public void close() {
    Failures failures = new Failures();
    for (Item item : items) {
      failures.collect(item.volume()::close);
      failures.collect(item.buffer()::close);
    }
    failures.rethrow();
  }
}
