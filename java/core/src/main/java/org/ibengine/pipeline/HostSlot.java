package org.ibengine.pipeline;

import org.ibengine.backend.Backend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.PatchGather;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.TensorMemory;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;

/** A batch in host memory. */
final class HostSlot implements BatchSlot, BatchGather.Maker<Volume, PatchGather> {
  private final BatchShape shape;
  private final HostBuffer image;
  private final HostBuffer label;

  HostSlot(Backend backend, BatchShape shape) {
    this.shape = shape;
    image = backend.allocate(shape.imageBytes());
    HostBuffer second = null;
    try {
      second = backend.allocate(shape.labelBytes());
    } finally {
      if (second == null) {
        image.close();
      }
    }
    label = second;
  }

  @Override
  public PatchGather image(
      LoadedSource<Volume> source, BatchGather.Cut cut, int item, int channel) {
    return new PatchGather(
        source.channels().get(channel),
        cut.corner(),
        shape.patch(),
        source.normalisations().get(channel),
        cut.orientation(),
        cut.intensity(),
        cut.fill(),
        new PatchGather.Target(image, shape.imageOffset(item, channel), shape.type()));
  }

  @Override
  public PatchGather label(LoadedSource<Volume> source, BatchGather.Cut cut, int item) {
    return new PatchGather(
        source.label(),
        cut.corner(),
        shape.patch(),
        null,
        cut.orientation(),
        cut.intensity(),
        cut.fill(),
        new PatchGather.Target(label, shape.labelOffset(item), ElementType.UINT8));
  }

  @Override
  public Device device() {
    return Device.CPU;
  }

  @Override
  public TensorMemory image() {
    return TensorMemory.of(image);
  }

  @Override
  public TensorMemory label() {
    return TensorMemory.of(label);
  }

  @Override
  public DeviceEvent ready() {
    return DeviceEvent.PASSED;
  }

  @Override
  public void releaseAfter(long stream) {
    throw new UnsupportedOperationException("no stream reads host memory");
  }

  @Override
  public void free() {
    image.close();
    label.close();
  }
}
