package org.ibengine.cuda;

import java.util.List;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.DeviceWeightPatch;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.Percentiles;
import org.ibengine.backend.ResampleRule;
import org.ibengine.backend.Resampling;
import org.ibengine.backend.WeightPatch;
import org.ibengine.error.Failures;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.GzipProvider;
import org.ibengine.gzip.GzipProviders;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.packed.Unpacker;
import org.ibengine.packed.Unpackers;
import org.ibengine.tensor.Device;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;

/** The kernels as a backend. Host memory is page-locked, so that copies need no second one. */
final class CudaBackend implements DeviceBackend {
  static final String NAME = "cuda";

  private final Gpu device;
  private final LaunchTables launches;
  private final GatherQueue gathers;
  private final WeightQueue weights;
  private final GzipProvider gzip = GzipProviders.best();
  private final Unpacker unpacker = Unpackers.best();

  private CudaBackend(Gpu device) {
    this.device = device;
    this.launches = new LaunchTables(device);
    this.gathers = new GatherQueue(device, launches);
    this.weights = new WeightQueue(device, launches);
  }

  static CudaBackend open(int device) {
    return new CudaBackend(Gpu.open(device));
  }

  /** What it runs on, for benchmarks of its kernels. */
  Gpu onDevice() {
    return device;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return Text.format(
        "device %d: %s, %s, %s",
        device(), device.context().name(), device.context().capability(), gzip.name());
  }

  @Override
  public Device.Kind kind() {
    return Device.Kind.CUDA;
  }

  @Override
  public int device() {
    return device.context().device();
  }

  @Override
  public long freeDeviceBytes() {
    return device.context().memory()[0];
  }

  @Override
  public HostBuffer allocate(long sizeBytes) {
    return CudaBuffer.acquire(device.pinned(), BufferBytes.require(sizeBytes));
  }

  @Override
  public void trim() {
    device.trim();
  }

  @Override
  public Percentiles percentiles(Volume volume, double... percentages) {
    PercentileRanks ranks = PercentileRanks.of(volume.size().voxels(), percentages);
    CudaBuffer.of(volume.data()).address();
    try (Lane lane = Lane.open(device)) {
      return new PercentileKernels(lane, volume).select(ranks);
    }
  }

  @Override
  public Components labelComponents(Volume mask, Connectivity connectivity) {
    if (mask.type() != VoxelType.UINT8) {
      throw new IllegalArgumentException("a mask must be of type UINT8, was " + mask.type());
    }
    CudaBuffer.of(mask.data()).address();
    try (Lane lane = Lane.open(device)) {
      return new LabelKernels(lane, mask, connectivity).run();
    }
  }

  @Override
  public void gatherPatches(List<PatchGather> patches, int threads) {
    HostGather.check(patches);
    if (patches.isEmpty()) {
      return;
    }
    try (Lane lane = Lane.open(device)) {
      new HostGather(lane).run(patches, gathers);
    }
  }

  @Override
  public void paintInstances(List<WeightPatch> patches, int threads) {
    if (patches.isEmpty()) {
      return;
    }
    try (Lane lane = Lane.open(device)) {
      weights.run(patches, lane.stream());
    }
  }

  @Override
  public void resample(Resampling resampling, int threads) {
    CudaBuffer.of(resampling.source().data()).address();
    CudaBuffer.of(resampling.target().data()).address();
    try (Lane lane = Lane.open(device)) {
      new ResampleKernel(lane, resampling).queue();
    }
  }

  @Override
  public long resampleBytes(Size3 source, Size3 target, ResampleRule rule, int threads) {
    return ResampleKernel.hostBytes(rule);
  }

  @Override
  public GzipCodec gzip() {
    return gzip.codec();
  }

  @Override
  public void unpack(PackedVolume source, HostBuffer target) {
    unpacker.unpack(source, target);
  }

  @Override
  public DeviceStream newStream() {
    return Stream.create(device.context());
  }

  @Override
  public DeviceMemory allocateDevice(long sizeBytes) {
    return newMemory(BufferBytes.require(sizeBytes));
  }

  @Override
  public long shareableBytes(long sizeBytes) {
    return Interprocess.shareableBytes(sizeBytes);
  }

  private CudaMemory newMemory(long sizeBytes) {
    return new CudaMemory(DeviceBuffer.allocate(device.context(), sizeBytes), sizeBytes);
  }

  @Override
  public DeviceVolume upload(VolumeData volume, DeviceStream stream) {
    CudaBuffer.of(volume.data()).address();
    Stream own = Stream.of(stream);
    CudaMemory memory = newMemory(CudaVolume.residentBytes(volume));
    try {
      CudaVolume.queueCopy(volume, memory.address(), own);
      return CudaVolume.resident(volume, memory, own.record());
    } catch (RuntimeException e) {
      throw Failures.after(e, memory::close);
    }
  }

  @Override
  public long uploadBytes(Size3 size, VoxelType type) {
    return CudaVolume.residentBytes(size, type);
  }

  @Override
  public DeviceVolume share(VolumeData volume) {
    CudaBuffer.of(volume.data()).address();
    return CudaVolume.shared(volume);
  }

  @Override
  public long launchBytes(int patches, int painted, long mostInstances) {
    long weights = painted == 0 ? 0 : WeightTable.most(painted, mostInstances).totalBytes();
    return Workspace.blockBytes(Math.max(GatherQueue.need(patches).totalBytes(), weights));
  }

  @Override
  public DeviceEvent gatherPatches(List<DevicePatchGather> patches, DeviceStream stream) {
    return gathers.queue(patches, Stream.of(stream));
  }

  @Override
  public DeviceEvent paintInstances(List<DeviceWeightPatch> patches, DeviceStream stream) {
    return weights.queue(patches, Stream.of(stream));
  }

  @Override
  public DeviceEvent download(DeviceMemory.Range source, HostBuffer target, DeviceStream stream) {
    CudaBuffer host = CudaBuffer.of(target);
    if (host.sizeBytes() < source.length()) {
      throw new IllegalArgumentException(
          Text.format(
              "a download needs %d bytes, the target has %d", source.length(), host.sizeBytes()));
    }
    Stream own = Stream.of(stream);
    own.copyToHost(host.address(), source.memory().address() + source.offset(), source.length());
    return own.record();
  }

  @Override
  public DeviceEvent recordOn(long stream) {
    try {
      return ForeignStream.record(device.context(), stream);
    } catch (RuntimeException e) {
      throw Failures.after(e, device.context()::synchronize);
    }
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    failures.collect(launches::close);
    failures.collect(device::close);
    failures.rethrow();
  }
}
