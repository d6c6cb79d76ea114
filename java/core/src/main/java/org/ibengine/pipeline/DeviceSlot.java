package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.error.Failures;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.TensorMemory;

/** A batch in device memory, with a stream of its own on which it is written and read back. */
final class DeviceSlot implements BatchSlot, BatchGather.Maker<PlacedVolume, DevicePatchGather> {
  private final DeviceBackend backend;
  private final BatchShape shape;
  private final List<Runnable> closers = new ArrayList<>();
  private final DeviceStream stream;
  private final DeviceMemory image;
  private final DeviceMemory label;
  private boolean freed;
  private DeviceEvent ready = DeviceEvent.PASSED;
  private DeviceEvent released = DeviceEvent.PASSED; // by who read the batch before

  DeviceSlot(DeviceBackend backend, BatchShape shape) {
    this.backend = backend;
    this.shape = shape;
    try {
      stream = backend.newStream();
      closers.add(stream::close);
      image = backend.allocateDevice(shape.imageBytes());
      closers.add(image::close);
      label = backend.allocateDevice(shape.labelBytes());
      closers.add(label::close);
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, this::free);
    }
  }

  /** Queues the writing of a batch behind whoever read the last one. */
  void fill(List<DevicePatchGather> patches) {
    if (released != DeviceEvent.PASSED) {
      stream.waitFor(released);
      DeviceEvent waitedFor = released;
      released = DeviceEvent.PASSED;
      waitedFor.close();
    }
    DeviceEvent last = ready;
    ready = backend.gatherPatches(patches, stream);
    last.close();
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
      LoadedSource<PlacedVolume> source, BatchGather.Cut cut, int item, int channel) {
    return new DevicePatchGather(
        source.channels().get(channel).volume(),
        cut.corner(),
        shape.patch(),
        source.normalisations().get(channel),
        cut.orientation(),
        cut.intensity(),
        cut.fill(),
        new DevicePatchGather.Target(image, shape.imageOffset(item, channel), shape.type()));
  }

  @Override
  public DevicePatchGather label(LoadedSource<PlacedVolume> source, BatchGather.Cut cut, int item) {
    return new DevicePatchGather(
        source.label().volume(),
        cut.corner(),
        shape.patch(),
        null,
        cut.orientation(),
        cut.intensity(),
        cut.fill(),
        new DevicePatchGather.Target(label, shape.labelOffset(item), ElementType.UINT8));
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
