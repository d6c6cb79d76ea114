package org.ibengine.cpu;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Distribution;
import org.ibengine.backend.Distributions;
import org.ibengine.backend.IntensityLayout;
import org.ibengine.backend.IntensityPatch;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchLayout;
import org.ibengine.backend.Percentiles;
import org.ibengine.backend.ResampleRule;
import org.ibengine.backend.Resampling;
import org.ibengine.backend.ValueCounts;
import org.ibengine.backend.WeightPatch;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** The C++ library as a backend. Memory is one pool per process, shared by all instances. */
final class CpuBackend implements Backend {
  static final String NAME = "cpu";

  private static final long MIB = 1 << 20;
  private static final long PAGE = 4096;
  private static final long ROWS = 130;

  private final int threads;
  private final CallBuffers buffers = new CallBuffers();
  private final CpuPatches patches = new CpuPatches(buffers);
  private final GzipCodec gzip = new CpuGzipCodec();

  CpuBackend(int threads) {
    this.threads = threads;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return Text.format(
        "%s, %d thread%s, ISA-L gzip", instructionSet(), threads, threads == 1 ? "" : "s");
  }

  private static String instructionSet() {
    return switch (CpuLibrary.ib_simd_level()) {
      case 2 -> "AVX-512";
      case 1 -> "AVX2";
      default -> "portable code";
    };
  }

  @Override
  public HostBuffer allocate(long sizeBytes) {
    return CpuBuffer.acquire(sizeBytes);
  }

  @Override
  public Percentiles percentiles(Volume volume, double... percentages) {
    int count = percentages.length;
    ByteBuffer bytes = buffers.take(Double.BYTES * 2 * count + Long.BYTES);
    for (double percentage : percentages) {
      bytes.putDouble(percentage);
    }
    ByteBuffer out = ordered(bytes.slice());
    ByteBuffer nonFinite = ordered(out.slice(Double.BYTES * count, Long.BYTES));
    int status =
        CpuLibrary.ib_percentiles(
            CpuBuffer.of(volume.data()).address(),
            PatchLayout.code(volume.type()),
            volume.size().voxels(),
            bytes.rewind(),
            count,
            threads,
            out,
            nonFinite);
    Status.check(status, "ib_percentiles(%s %s voxels)", volume.size(), volume.type());
    double[] values = new double[count];
    out.asDoubleBuffer().get(values);
    return new Percentiles(values, nonFinite.getLong(0));
  }

  @Override
  public Distribution distribution(Volume volume, Distribution.Limit limit, double... percentages) {
    if (!ValueCounts.fits(volume.type())) {
      return Distributions.of(new CpuPasses(volume, limit, buffers, threads), limit, percentages);
    }
    long[] counts = new long[ValueCounts.valuesOf(volume.type())];
    ByteBuffer out = ordered(buffers.take(counts.length * Long.BYTES));
    int status =
        CpuLibrary.ib_histogram(
            CpuBuffer.of(volume.data()).address(),
            PatchLayout.code(volume.type()),
            volume.size().voxels(),
            threads,
            out);
    Status.check(status, "ib_histogram(%s %s voxels)", volume.size(), volume.type());
    out.asLongBuffer().get(counts);
    return new ValueCounts(volume.type(), counts).distribution(limit, percentages);
  }

  private static ByteBuffer ordered(ByteBuffer slice) {
    return slice.order(java.nio.ByteOrder.nativeOrder());
  }

  @Override
  public Components labelComponents(Volume mask, Connectivity connectivity) {
    if (mask.type() != VoxelType.UINT8) {
      throw new IllegalArgumentException("a mask must be of type UINT8, was " + mask.type());
    }
    try (NativeComponents components = NativeComponents.label(mask, connectivity, threads)) {
      return new Components(connectivity, components.instances(), components.runs());
    }
  }

  @Override
  public void gatherPatches(List<PatchGather> patches, int most) {
    this.patches.gather(patches, Math.min(most, threads));
  }

  /** By ib_cpu.h: 3 MiB, or the patch as float32 and as many planes with what rounds them up. */
  @Override
  public long augmentBytes(Size3 patch, int most) {
    long voxels = Float.BYTES * patch.voxels();
    long planes = voxels + PAGE * (patch.z() + 1L) + ROWS * Float.BYTES * patch.x();
    return Math.min(most, threads) * Math.max(3 * MIB, voxels + PAGE + planes);
  }

  @Override
  public long pack(Volume source, HostBuffer target, long capacity, int most) {
    if (!source.type().canBePacked()) {
      return 0;
    }
    ByteBuffer out = ordered(buffers.take(Long.BYTES).slice());
    int status =
        CpuLibrary.ib_pack_volume(
            CpuBuffer.of(source.data()).address(),
            PatchLayout.code(source.type()),
            source.size().x(),
            source.size().y(),
            source.size().z(),
            Math.min(most, threads),
            CpuBuffer.of(target).address(),
            Math.min(capacity, target.sizeBytes()),
            out);
    Status.check(status, "ib_pack_volume(%s %s voxels)", source.size(), source.type());
    return out.getLong(0);
  }

  @Override
  public void unpack(PackedVolume source, HostBuffer target) {
    Volume voxels = new Volume(source.size(), source.type(), target); // checks the room
    int status =
        CpuLibrary.ib_unpack_volume(
            CpuBuffer.of(source.data()).address(), threads, CpuBuffer.of(voxels.data()).address());
    Status.check(status, "ib_unpack_volume(%s %s voxels)", source.size(), source.type());
  }

  @Override
  public void trim() {
    CpuLibrary.ib_memory_trim();
  }

  @Override
  public void paintInstances(List<WeightPatch> patches, int most) {
    this.patches.paint(patches, Math.min(most, threads));
  }

  @Override
  public void changeIntensities(List<IntensityPatch> patches, int most) {
    IntensityLayout layout = Layouts.intensities(patches);
    ByteBuffer structs = buffers.take(layout.bytes());
    layout.put(structs, CpuBuffer.addressOf(structs));
    int status =
        CpuLibrary.ib_change_intensities(structs.flip(), patches.size(), Math.min(most, threads));
    Status.check(status, "ib_change_intensities(%d patches)", patches.size());
  }

  @Override
  public void resample(Resampling resampling, int most) {
    ByteBuffer struct = buffers.take(Layouts.bytesOf(resampling.rule()));
    Layouts.put(struct, resampling);
    int status = CpuLibrary.ib_resample_volume(struct.flip(), Math.min(most, threads));
    Status.check(
        status,
        "ib_resample_volume(%s to %s)",
        resampling.source().size(),
        resampling.target().size());
  }

  @Override
  public long resampleBytes(Size3 source, Size3 target, ResampleRule rule, int most) {
    ByteBuffer struct = buffers.take(Layouts.bytesOf(rule) + Long.BYTES);
    Layouts.put(struct, source, target, rule);
    ByteBuffer out = ordered(struct.slice());
    int status = CpuLibrary.ib_resample_bytes(struct.flip(), Math.min(most, threads), out);
    Status.check(status, "ib_resample_bytes(%s to %s)", source, target);
    return out.getLong(0);
  }

  @Override
  public GzipCodec gzip() {
    return gzip;
  }

  @Override
  public void close() {
    trim();
  }
}
