package org.ibengine.backend;

import java.util.List;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.packed.Packing;
import org.ibengine.packed.Unpacking;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/**
 * The operations that decide the engine's speed. All implementations give bit-identical integers
 * and float32. Every operation blocks until done and may be called from several threads at once.
 * Volumes and targets must lie in memory from {@link #allocate} of the same backend.
 *
 * <p>An operation that a backend does not have runs the reference code on the calling thread, on
 * volumes of up to 2^31 − 1 bytes: slow, with the same results.
 */
public interface Backend extends AutoCloseable {
  /** Use as many threads as the backend was opened with. */
  int ALL_THREADS = Integer.MAX_VALUE;

  /** The name users choose it by, such as {@code cpu}. */
  String name();

  /** One line for people: instruction set, threads, library version. */
  String description();

  /**
   * Pooled memory, aligned to 4096 bytes, not zeroed; the caller closes it.
   *
   * @throws org.ibengine.error.BackendFailureException if the host has no more memory
   */
  HostBuffer allocate(long sizeBytes);

  /**
   * Percentiles by numpy's {@code linear} rule: all arithmetic in float64 on the values as float64,
   * rank {@code (n−1)·p/100}, its two neighbours interpolated. −0 counts as +0.
   *
   * @param percentages each in [0, 100]
   */
  default Percentiles percentiles(Volume volume, double... percentages) {
    return ReferenceCode.percentiles(volume, percentages);
  }

  /**
   * How the values of all voxels, and of those beyond a limit, are distributed: numbers, ends,
   * mean, sd and percentiles. Bit-identical on every backend: of voxels of 8 and 16 bits sums are
   * of integers; of others they are made as {@link Distributions} makes them. Volumes of any size.
   *
   * @param percentages each in [0, 100], for both
   */
  default Distribution distribution(
      Volume volume, Distribution.Limit limit, double... percentages) {
    return Distributions.of(volume, limit, percentages);
  }

  /**
   * Components of the voxels greater than 0.
   *
   * @param mask of type UINT8
   */
  default Components labelComponents(Volume mask, Connectivity connectivity) {
    return ReferenceCode.labelComponents(mask, connectivity);
  }

  /**
   * Writes all patches; they may share sources, not target bytes.
   *
   * @param threads the most it may use, including the caller's, for callers that share the
   *     processors among themselves; at least 1, and never more than the backend was opened with
   */
  default void gatherPatches(List<PatchGather> patches, int threads) {
    ReferenceCode.gatherPatches(patches);
  }

  /**
   * Changes the intensities of all patches, in place; no two share bytes.
   *
   * @param threads as in {@link #gatherPatches}
   */
  default void changeIntensities(List<IntensityPatch> patches, int threads) {
    ReferenceCode.changeIntensities(patches);
  }

  /**
   * The most host memory in bytes that {@link #changeIntensities}, and {@link #gatherPatches} and
   * {@link #paintInstances} of warped patches take for themselves, one after the other.
   *
   * @param patch size of the patches
   * @param threads as for the calls
   */
  default long augmentBytes(Size3 patch, int threads) {
    return 0; // the Java heap
  }

  /**
   * Packs a volume, see {@link org.ibengine.packed.Packing}. All backends give equal bytes.
   *
   * @param target receives it from its start
   * @param capacity the most bytes it may take
   * @param threads as in {@link #gatherPatches}
   * @return bytes it took; 0 if it does not fit or cannot be packed, and then the target holds
   *     anything
   */
  default long pack(Volume source, HostBuffer target, long capacity, int threads) {
    return Packing.pack(source, target, capacity);
  }

  /**
   * Writes all voxels of a checked volume.
   *
   * @param target receives them, x fastest
   */
  default void unpack(PackedVolume source, HostBuffer target) {
    Unpacking.all(source, target);
  }

  /** Gives memory that is pooled and idle back to the system; may wait for a device. */
  default void trim() {}

  /**
   * Writes weights and instance ids of all patches; they may share maps, not target bytes.
   *
   * @param threads as in {@link #gatherPatches}
   * @throws IllegalArgumentException if a run in a patch has an id that the map does not have; then
   *     nothing is written
   */
  default void paintInstances(List<WeightPatch> patches, int threads) {
    ReferenceCode.paintInstances(patches);
  }

  /**
   * Brings a volume to another grid. Exact: all backends give equal bytes, and a map between
   * parallel axes, done axis after axis, gives those of the same map done voxel by voxel.
   *
   * @param threads as in {@link #gatherPatches}
   */
  default void resample(Resampling resampling, int threads) {
    ReferenceCode.resample(resampling);
  }

  /**
   * The most host memory in bytes that {@link #resample} takes for itself, beside source and
   * target.
   *
   * @param source size of the source
   * @param target size of the target
   * @param threads as for the call
   */
  default long resampleBytes(Size3 source, Size3 target, ResampleRule rule, int threads) {
    return ReferenceCode.RESAMPLE_BYTES;
  }

  /** The fastest gzip this backend has. */
  default GzipCodec gzip() {
    return new JdkGzipCodec();
  }

  /** Frees pooled memory; buffers still open stay valid until closed. Idempotent. */
  @Override
  void close();
}
