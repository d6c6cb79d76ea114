package org.ibengine.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.PatchGather;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.VolumeData;

/**
 * Patches from and to host memory: volumes up, one launch, patches down. What lies side by side in
 * a target buffer lies side by side on the device and comes back in one copy.
 */
final class HostGather {
  private static final long ALIGNMENT = 256;

  /** Bytes that lie together on both sides. */
  private static final class Span {
    private final CudaBuffer target;
    private final long hostOffset;
    private final long deviceOffset;
    private long sizeBytes;

    Span(CudaBuffer target, long hostOffset, long deviceOffset) {
      this.target = target;
      this.hostOffset = hostOffset;
      this.deviceOffset = deviceOffset;
    }
  }

  private final Lane lane;
  private final List<Span> spans = new ArrayList<>();
  private final Map<PatchGather, Long> deviceOffsets = new IdentityHashMap<>();
  private long deviceBytes;

  HostGather(Lane lane) {
    this.lane = lane;
  }

  /** Every buffer, checked before anything is written. */
  static void check(List<PatchGather> patches) {
    for (PatchGather patch : patches) {
      CudaBuffer.of(patch.source().data()).address();
      CudaBuffer.of(patch.target().buffer()).address();
      if (patch.count() != null) {
        CudaBuffer.of(patch.count().buffer()).address();
      }
    }
  }

  /** Blocks until every patch is written. */
  void run(List<PatchGather> patches, GatherQueue queue) {
    layOut(patches);
    DeviceBuffer output = lane.allocate(deviceBytes);
    CudaMemory memory = new CudaMemory(output, deviceBytes); // not closed: the lane owns it
    long countBytes = (long) patches.size() * Integer.BYTES;
    DeviceBuffer counts = lane.allocate(countBytes);
    CudaMemory counted = new CudaMemory(counts, countBytes);
    Map<VolumeData, CudaVolume> sources = new HashMap<>();
    List<DevicePatchGather> onDevice = new ArrayList<>(patches.size());
    try (Event free = lane.stream().record()) {
      for (PatchGather patch : patches) {
        CudaVolume source = sources.computeIfAbsent(patch.source(), v -> upload(v, free));
        onDevice.add(
            new DevicePatchGather(
                source,
                patch.cut(),
                new DevicePatchGather.Target(
                    memory, deviceOffsets.get(patch), patch.target().type()),
                patch.count() == null ? null : count(counted, onDevice.size())));
      }
      queue.queue(onDevice, lane.stream()).close();
      for (Span span : spans) {
        lane.download(
            span.target, span.hostOffset, output.address() + span.deviceOffset, span.sizeBytes);
      }
      for (int i = 0; i < patches.size(); i++) {
        PatchGather.Target count = patches.get(i).count();
        if (count != null) {
          long from = counts.address() + (long) i * Integer.BYTES;
          lane.download(CudaBuffer.of(count.buffer()), count.offset(), from, Integer.BYTES);
        }
      }
      lane.stream().synchronize();
    }
  }

  private static DevicePatchGather.Target count(CudaMemory counts, int number) {
    return new DevicePatchGather.Target(counts, (long) number * Integer.BYTES, ElementType.INT32);
  }

  private void layOut(List<PatchGather> patches) {
    List<PatchGather> sorted = new ArrayList<>(patches);
    sorted.sort(
        Comparator.comparingLong(
            (PatchGather p) -> CudaBuffer.of(p.target().buffer()).address() + p.target().offset()));
    Span last = null;
    for (PatchGather patch : sorted) {
      CudaBuffer target = CudaBuffer.of(patch.target().buffer());
      long offset = patch.target().offset();
      if (last == null || last.target != target || last.hostOffset + last.sizeBytes != offset) {
        deviceBytes = (deviceBytes + ALIGNMENT - 1) & -ALIGNMENT;
        last = new Span(target, offset, deviceBytes);
        spans.add(last);
      }
      long bytes = patch.cut().size().voxels() * patch.target().type().sizeBytes();
      deviceOffsets.put(patch, last.deviceOffset + last.sizeBytes);
      last.sizeBytes += bytes;
      deviceBytes = last.deviceOffset + last.sizeBytes;
    }
  }

  private CudaVolume upload(VolumeData volume, Event ready) {
    long bytes = CudaVolume.residentBytes(volume);
    DeviceBuffer block = lane.allocate(bytes);
    CudaVolume.queueCopy(volume, block.address(), lane.stream());
    return CudaVolume.resident(volume, new CudaMemory(block, bytes), ready);
  }
}
