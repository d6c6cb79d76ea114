package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightPatch;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.TensorMemory;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;

/** A batch in host memory. */
final class HostSlot
    implements BatchSlot,
        BatchGather.Maker<Volume, PatchGather>,
        BatchWeights.Maker<Volume, WeightPatch> {
  private final BatchShape shape;
  private final List<HostBuffer> buffers = new ArrayList<>();
  private final HostBuffer image;
  private final HostBuffer label;
  private final HostBuffer weights; // null if not wanted
  private final HostBuffer instances; // null if not wanted

  HostSlot(BufferAllocator memory, BatchShape shape) {
    this.shape = shape;
    boolean whole = false;
    try {
      image = allocate(memory, shape.imageBytes());
      label = allocate(memory, shape.labelBytes());
      weights = allocate(memory, shape.weightBytes());
      instances = allocate(memory, shape.instanceBytes());
      whole = true;
    } finally {
      if (!whole) {
        free();
      }
    }
  }

  private HostBuffer allocate(BufferAllocator memory, long bytes) {
    if (bytes == 0) {
      return null;
    }
    HostBuffer buffer = memory.allocate(bytes);
    buffers.add(buffer);
    return buffer;
  }

  @Override
  public PatchGather image(LoadedSource<Volume> source, PatchCut cut, int item, int channel) {
    return new PatchGather(
        source.channels().get(channel),
        cut,
        new PatchGather.Target(image, shape.imageOffset(item, channel), shape.type()));
  }

  @Override
  public PatchGather label(LoadedSource<Volume> source, PatchCut cut, int item) {
    return new PatchGather(
        source.label(),
        cut,
        new PatchGather.Target(label, shape.labelOffset(item), ElementType.UINT8));
  }

  @Override
  public WeightPatch weights(MappedInstances<Volume> mapped, WeightCut cut, int item) {
    return new WeightPatch(
        mapped.map(),
        cut,
        target(weights, item, ElementType.FLOAT32),
        target(instances, item, ElementType.INT32));
  }

  private PatchGather.Target target(HostBuffer buffer, int item, ElementType type) {
    return buffer == null ? null : new PatchGather.Target(buffer, shape.wideOffset(item), type);
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
  public TensorMemory weights() {
    return weights == null ? null : TensorMemory.of(weights);
  }

  @Override
  public TensorMemory instances() {
    return instances == null ? null : TensorMemory.of(instances);
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
    buffers.forEach(HostBuffer::close);
  }
}
