package org.ibengine.pipeline;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ibengine.augment.IntensityChange;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.IntensityPatch;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightPatch;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.TensorMemory;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.VolumeData;

/** A batch in host memory. */
final class HostSlot
    implements BatchSlot,
        BatchGather.Maker<VolumeData, PatchGather>,
        BatchWeights.Maker<VolumeData, WeightPatch>,
        BatchChanges.Maker<IntensityPatch> {
  private final BatchShape shape;
  private final Map<BatchPart, HostBuffer> buffers = new EnumMap<>(BatchPart.class);

  HostSlot(BufferAllocator memory, BatchShape shape) {
    this.shape = shape;
    boolean whole = false;
    try {
      for (BatchPart part : shape.parts()) {
        buffers.put(part, memory.allocate(shape.bytes(part)));
      }
      whole = true;
    } finally {
      if (!whole) {
        free();
      }
    }
  }

  @Override
  public PatchGather patch(VolumeData volume, PatchCut cut, BatchGather.Place place) {
    PatchGather.Target target = target(place.part(), place.item(), place.channel());
    return new PatchGather(volume, cut, target, place.isLabel() ? count(place.item()) : null);
  }

  @Override
  public WeightPatch weights(MappedInstances<VolumeData> mapped, WeightCut cut, int item) {
    return new WeightPatch(
        mapped.map(),
        cut,
        target(BatchPart.WEIGHTS, item, 0),
        target(BatchPart.INSTANCES, item, 0));
  }

  @Override
  public IntensityPatch changes(int item, int channel, List<IntensityChange> changes) {
    return new IntensityPatch(target(BatchPart.IMAGE, item, channel), shape.patch(), changes);
  }

  private PatchGather.Target count(int item) {
    return target(BatchPart.FOREGROUND, item, 0);
  }

  /** Null where the batch lacks the part. */
  private PatchGather.Target target(BatchPart part, int item, int channel) {
    HostBuffer buffer = buffers.get(part);
    return buffer == null
        ? null
        : new PatchGather.Target(buffer, shape.offset(part, item, channel), shape.type(part));
  }

  /** Memory of a part that the shape has. */
  HostBuffer buffer(BatchPart part) {
    return buffers.get(part);
  }

  @Override
  public Device device() {
    return Device.CPU;
  }

  @Override
  public TensorMemory memory(BatchPart part) {
    return TensorMemory.of(buffers.get(part));
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
    buffers.values().forEach(HostBuffer::close);
  }
}
