package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceWeightPatch;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.WeightCut;
import org.ibengine.error.Failures;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.TensorMemory;

/** A batch in device memory, with a stream of its own on which it is written and read back. */
final class DeviceSlot
    implements BatchSlot,
        BatchGather.Maker<PlacedVolume, DevicePatchGather>,
        BatchWeights.Maker<PlacedVolume, DeviceWeightPatch> {
  private final DeviceBackend backend;
  private final BatchShape shape;
  private final List<Runnable> closers = new ArrayList<>();
  private final DeviceStream stream;
  private final DeviceMemory image;
  private final DeviceMemory label;
  private final DeviceMemory weights; // null if not wanted
  private final DeviceMemory instances; // null if not wanted
  private boolean freed;
  private DeviceEvent ready = DeviceEvent.PASSED;
  private DeviceEvent released = DeviceEvent.PASSED; // by who read the batch before

  DeviceSlot(DeviceBackend backend, BatchShape shape) {
    this.backend = backend;
    this.shape = shape;
    try {
      stream = backend.newStream();
      closers.add(stream::close);
      image = allocate(shape.imageBytes());
      label = allocate(shape.labelBytes());
      weights = allocate(shape.weightBytes());
      instances = allocate(shape.instanceBytes());
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, this::free);
    }
  }

  private DeviceMemory allocate(long bytes) {
    if (bytes == 0) {
      return null;
    }
    DeviceMemory memory = backend.allocateDevice(bytes);
    closers.add(memory::close);
    return memory;
  }

  /** Queues the writing of a batch behind whoever read the last one. */
  void fill(List<DevicePatchGather> patches, List<DeviceWeightPatch> weighted) {
    if (released != DeviceEvent.PASSED) {
      stream.waitFor(released);
      DeviceEvent waitedFor = released;
      released = DeviceEvent.PASSED;
      waitedFor.close();
    }
    DeviceEvent last = ready;
    ready = backend.gatherPatches(patches, stream);
    last.close();
    if (!weighted.isEmpty()) {
      DeviceEvent gathered = ready;
      ready = backend.weightPatches(weighted, stream);
      gathered.close();
    }
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
  public DevicePatchGather image(
      LoadedSource<PlacedVolume> source, PatchCut cut, int item, int channel) {
    return new DevicePatchGather(
        source.channels().get(channel).volume(),
        cut,
        new DevicePatchGather.Target(image, shape.imageOffset(item, channel), shape.type()));
  }

  @Override
  public DevicePatchGather label(LoadedSource<PlacedVolume> source, PatchCut cut, int item) {
    return new DevicePatchGather(
        source.label().volume(),
        cut,
        new DevicePatchGather.Target(label, shape.labelOffset(item), ElementType.UINT8));
  }

  @Override
  public DeviceWeightPatch weights(MappedInstances<PlacedVolume> mapped, WeightCut cut, int item) {
    return new DeviceWeightPatch(
        new DeviceWeightPatch.Instances(mapped.map(), mapped.placed().volume()),
        cut,
        target(weights, item, ElementType.FLOAT32),
        target(instances, item, ElementType.INT32));
  }

  private DevicePatchGather.Target target(DeviceMemory memory, int item, ElementType type) {
    return memory == null
        ? null
        : new DevicePatchGather.Target(memory, shape.wideOffset(item), type);
  }

  @Override
  public Device device() {
    return new Device(Device.Kind.CUDA, backend.device());
  }

  @Override
  public TensorMemory image() {
    return new DeviceTensor(backend, image, stream);
  }

  @Override
  public TensorMemory label() {
    return new DeviceTensor(backend, label, stream);
  }

  @Override
  public TensorMemory weights() {
    return weights == null ? null : new DeviceTensor(backend, weights, stream);
  }

  @Override
  public TensorMemory instances() {
    return instances == null ? null : new DeviceTensor(backend, instances, stream);
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
