package org.ibengine.cuda;

import java.util.List;
import org.ibengine.backend.AugmentedLaunch;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceIntensityPatch;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.DeviceWeightPatch;
import org.ibengine.backend.IntensityPatch;
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
  private final PatchLaunches launches;
  private final GzipProvider gzip = GzipProviders.best();
  private final Unpacker unpacker = Unpackers.best();

  private CudaBackend(Gpu device) {
    this.device = device;
    this.launches = new PatchLaunches(device);
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
    launches.gather(patches);
  }

  @Override
  public void paintInstances(List<WeightPatch> patches, int threads) {
    launches.paint(patches);
  }

  @Override
  public void changeIntensities(List<IntensityPatch> patches, int threads) {
    launches.change(patches);
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
    return CudaMemory.allocate(device.context(), BufferBytes.require(sizeBytes));
  }

  @Override
  public long shareableBytes(long sizeBytes) {
    return Interprocess.shareableBytes(sizeBytes);
  }

  @Override
  public DeviceVolume upload(VolumeData volume, DeviceStream stream) {
    CudaBuffer.of(volume.data()).address();
    return CudaVolume.upload(device.context(), volume, Stream.of(stream));
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
    return PatchLaunches.bytes(patches, painted, mostInstances);
  }

  @Override
  public long launchBytes(AugmentedLaunch launch) {
    return PatchLaunches.bytes(launch);
  }

  @Override
  public void reserve(DeviceStream stream, long launchBytes) {
    launches.reserve(Stream.of(stream), launchBytes);
  }

  @Override
  public DeviceEvent gatherPatches(List<DevicePatchGather> patches, DeviceStream stream) {
    return launches.gather(patches, Stream.of(stream));
  }

  @Override
  public DeviceEvent paintInstances(List<DeviceWeightPatch> patches, DeviceStream stream) {
    return launches.paint(patches, Stream.of(stream));
  }

  @Override
  public DeviceEvent changeIntensities(List<DeviceIntensityPatch> patches, DeviceStream stream) {
    return launches.change(patches, Stream.of(stream));
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
