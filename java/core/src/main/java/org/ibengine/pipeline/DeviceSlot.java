package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ibengine.augment.IntensityChange;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceIntensityPatch;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceWeightPatch;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.WeightCut;
import org.ibengine.error.Failures;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.TensorMemory;

/** A batch in device memory, with a stream of its own on which it is written and read back. */
final class DeviceSlot
    implements BatchSlot,
        BatchGather.Maker<PlacedVolume, DevicePatchGather>,
        BatchWeights.Maker<PlacedVolume, DeviceWeightPatch>,
        BatchChanges.Maker<DeviceIntensityPatch> {
  private final DeviceBackend backend;
  private final BatchShape shape;
  private final List<Runnable> closers = new ArrayList<>();
  private final DeviceStream stream;
  private final Map<BatchPart, DeviceMemory.Range> memory;
  private final StagedCoordinates coordinates; // null where the shape has none
  private boolean freed;
  private DeviceEvent ready = DeviceEvent.PASSED;
  private DeviceEvent released = DeviceEvent.PASSED; // by who read the batch before

  /**
   * @param written the coordinates; null where the shape has none
   */
  DeviceSlot(DeviceBackend backend, DeviceLayout layout, BatchCoordinates written) {
    this.backend = backend;
    this.shape = layout.shape();
    try {
      stream = backend.newStream();
      closers.add(stream::close);
      if (layout.launchBytes() > 0) {
        backend.reserve(stream, layout.launchBytes());
      }
      memory = layout.allocate(backend, allocated -> closers.add(allocated::close));
      coordinates = written == null ? null : new StagedCoordinates(backend, shape, written);
      if (coordinates != null) {
        closers.add(coordinates::close); // after the memory, which waits for the device
      }
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, this::free);
    }
  }

  /** Queues the writing of a batch behind whoever read the last one. */
  void fill(
      List<DevicePatchGather> patches,
      List<DeviceWeightPatch> weighted,
      List<DeviceIntensityPatch> changed) {
    if (released != DeviceEvent.PASSED) {
      stream.waitFor(released);
      DeviceEvent waitedFor = released;
      released = DeviceEvent.PASSED;
      waitedFor.close();
    }
    readyWith(backend.gatherPatches(patches, stream));
    if (!weighted.isEmpty()) {
      readyWith(backend.paintInstances(weighted, stream));
    }
    if (!changed.isEmpty()) {
      readyWith(backend.changeIntensities(changed, stream));
    }
  }

  private void readyWith(DeviceEvent event) {
    DeviceEvent before = ready;
    ready = event;
    before.close();
  }

  /**
   * How the coordinates of a batch come into the slot; none where the shape has none. Blocks until
   * the batch before it is written.
   */
  List<DevicePatchGather> coordinates(List<WarpedRequest> requests) {
    if (coordinates == null) {
      return List.of();
    }
    ready.await();
    return coordinates.patches(requests, memory.get(BatchPart.COORDINATES));
  }

  DeviceStream stream() {
    return stream;
  }

  /** Blocks until the sources of the last batch are read; a no-op once it is freed. */
  synchronized void awaitWritten() {
    if (!freed) {
      stream.synchronize();
    }
  }

  @Override
  public DevicePatchGather patch(PlacedVolume volume, PatchCut cut, BatchGather.Place place) {
    return new DevicePatchGather(
        volume.volume(),
        cut,
        target(place.part(), place.item(), place.channel()),
        place.isLabel() ? target(BatchPart.FOREGROUND, place.item(), 0) : null);
  }

  @Override
  public DeviceWeightPatch weights(MappedInstances<PlacedVolume> mapped, WeightCut cut, int item) {
    return new DeviceWeightPatch(
        new DeviceWeightPatch.Instances(mapped.map(), mapped.placed().volume()),
        cut,
        target(BatchPart.WEIGHTS, item, 0),
        target(BatchPart.INSTANCES, item, 0));
  }

  @Override
  public DeviceIntensityPatch changes(int item, int channel, List<IntensityChange> changes) {
    return new DeviceIntensityPatch(target(BatchPart.IMAGE, item, channel), shape.patch(), changes);
  }

  /** Null where the batch lacks the part. */
  private DevicePatchGather.Target target(BatchPart part, int item, int channel) {
    DeviceMemory.Range place = memory.get(part);
    return place == null
        ? null
        : new DevicePatchGather.Target(
            place.memory(), place.offset() + shape.offset(part, item, channel), shape.type(part));
  }

  @Override
  public Device device() {
    return new Device(backend.kind(), backend.device());
  }

  @Override
  public TensorMemory memory(BatchPart part) {
    return new DeviceTensor(backend, memory.get(part), stream);
  }

  @Override
  public DeviceEvent ready() {
    return ready;
  }

  @Override
  public void releaseAfter(long consumer) {
    released = backend.recordOn(consumer);
  }

  /** Blocks until the device has done all work queued so far. */
  @Override
  public synchronized void free() {
    freed = true;
    Failures failures = new Failures();
    failures.collect(ready::close);
    failures.collect(released::close);
    closers.forEach(failures::collect);
    failures.rethrow();
  }
}
