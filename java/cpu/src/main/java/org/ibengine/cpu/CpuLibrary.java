package org.ibengine.cpu;

import java.nio.ByteBuffer;

/**
 * The functions of ib_cpu.h, bound by {@link CpuLoader}; pointers are addresses as {@code long}.
 * Byte buffers must be direct; their position is honoured and they stay reachable for the call.
 */
final class CpuLibrary {
  /** The {@code IB_ABI_VERSION} these signatures and {@link Layouts} were written for. */
  static final int ABI_VERSION = 5;

  private CpuLibrary() {}

  static native int ib_abi_version();

  static native String ib_last_error();

  static native int ib_simd_level();

  static native int ib_limit_simd_level(int level);

  static native int ib_memory_acquire(long bytes, ByteBuffer out);

  static native int ib_memory_release(long block);

  static native void ib_memory_trim();

  static native void ib_memory_usage(ByteBuffer outInUse, ByteBuffer outIdle);

  static native int ib_percentiles(
      long voxels,
      int type,
      long n,
      ByteBuffer percentages,
      int count,
      int threads,
      ByteBuffer out,
      ByteBuffer outNonFinite);

  static native int ib_values_at_ranks(
      long voxels,
      int type,
      long n,
      ByteBuffer ranks,
      int count,
      int threads,
      ByteBuffer out,
      ByteBuffer outNonFinite);

  static native int ib_histogram(long voxels, int type, long n, int threads, ByteBuffer counts);

  static native int ib_sums(
      long voxels,
      int type,
      long n,
      double limit,
      int above,
      int threads,
      ByteBuffer outAll,
      ByteBuffer outBeyond,
      ByteBuffer outNonFinite);

  static native int ib_squares(
      long voxels,
      int type,
      long n,
      double limit,
      int above,
      double mean,
      double meanBeyond,
      int threads,
      ByteBuffer out,
      ByteBuffer outBeyond);

  static native int ib_components_label(
      long mask, long nx, long ny, long nz, int connectivity, int threads, ByteBuffer out);

  static native long ib_components_instance_count(long components);

  static native long ib_components_run_count(long components);

  static native int ib_components_instances(
      long components, long first, long count, ByteBuffer out);

  static native int ib_components_runs(long components, long first, long count, ByteBuffer out);

  static native void ib_components_destroy(long components);

  static native int ib_gather_patches(ByteBuffer patches, long count, int threads);

  static native int ib_pack_volume(
      long voxels,
      int type,
      long nx,
      long ny,
      long nz,
      int threads,
      long out,
      long capacity,
      ByteBuffer outBytes);

  static native int ib_unpack_volume(long packed, int threads, long voxels);

  static native int ib_weight_patches(ByteBuffer patches, long count, int threads);

  static native int ib_warp_patches(ByteBuffer patches, long count, int threads);

  static native int ib_warp_weights(ByteBuffer patches, long count, int threads);

  static native int ib_change_intensities(ByteBuffer patches, long count, int threads);

  static native int ib_resample_volume(ByteBuffer resample, int threads);

  static native int ib_resample_bytes(ByteBuffer resample, int threads, ByteBuffer out);

  static native int ib_inflater_create(ByteBuffer out);

  static native int ib_zlib_inflater_create(ByteBuffer out);

  static native int ib_inflater_run(
      long inflater,
      ByteBuffer source,
      long sourceSize,
      ByteBuffer target,
      long targetSize,
      ByteBuffer outConsumed,
      ByteBuffer outProduced,
      ByteBuffer outAtMemberEnd);

  static native void ib_inflater_destroy(long inflater);

  static native long ib_deflate_bound(long size);

  static native int ib_deflate(
      ByteBuffer source,
      long sourceSize,
      int level,
      ByteBuffer target,
      long targetSize,
      ByteBuffer outSize);
}
