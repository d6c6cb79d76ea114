package org.ibengine.backend;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Every operation as its definition reads, in plain loops on the calling thread, on memory of any
 * backend: what a backend without an operation of its own does, and the oracle that the others are
 * tested against. Thread-safe.
 */
final class ReferenceCode {
  /** Enough for the voxels and weights of one position. */
  static final long RESAMPLE_BYTES = 1 << 16;

  private ReferenceCode() {}

  static Percentiles percentiles(Volume volume, double... percentages) {
    return SortedPercentiles.of(new Voxels(volume), percentages);
  }

  static Components labelComponents(Volume mask, Connectivity connectivity) {
    if (mask.type() != VoxelType.UINT8) {
      throw new IllegalArgumentException("a mask must be of type UINT8, was " + mask.type());
    }
    return new FloodFill(mask, connectivity).components();
  }

  static void gatherPatches(List<PatchGather> patches) {
    List<PatchCopy> copies = patches.stream().map(PatchCopy::new).toList(); // all checked first
    copies.forEach(PatchCopy::run);
  }

  static void paintInstances(List<WeightPatch> patches) {
    List<WeightMap> maps = patches.stream().map(WeightMap::of).toList(); // all checked first
    maps.forEach(WeightMap::write);
  }

  static void changeIntensities(List<IntensityPatch> patches) {
    patches.forEach(patch -> new IntensityChanger(patch).run());
  }

  static void resample(Resampling resampling) {
    new VolumeResampler(resampling).run();
  }

  static ByteBuffer bytesOf(Volume volume) {
    return bytesOf(volume.data(), volume.sizeBytes());
  }

  /** The first {@code length} bytes; not to be kept longer than the operation runs. */
  static ByteBuffer bytesOf(HostBuffer buffer, long length) {
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.format(
              "the reference code takes volumes of up to %d bytes, was %d; choose another backend",
              Integer.MAX_VALUE, length));
    }
    return buffer.bareView(0, (int) length);
  }

  /** Where a patch of that size goes. */
  static ByteBuffer bytesOf(PatchGather.Target target, Size3 size) {
    long length = size.voxels() * target.type().sizeBytes();
    return target.buffer().bareView(target.offset(), Math.toIntExact(length));
  }
}
