package org.ibengine.backend;

import java.util.List;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;

/**
 * The operations that decide the engine's speed. All implementations give equal results: integers
 * and float32 to the bit. Every operation blocks until done and may be called from several threads
 * at once. Volumes and targets must lie in memory from {@link #allocate} of the same backend.
 */
public interface Backend extends AutoCloseable {
  /** The name users choose it by, as {@code cpu}. */
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
  Percentiles percentiles(Volume volume, double... percentages);

  /**
   * Components of the voxels greater than 0.
   *
   * @param mask of type UINT8
   */
  Components labelComponents(Volume mask, Connectivity connectivity);

  /** Writes all patches; they may share sources, not target bytes. */
  void gatherPatches(List<PatchGather> patches);

  /**
   * As {@link #gatherPatches(List)}, on at most that many threads, the caller's included, for
   * callers that share the processors among themselves. A backend that has no threads of its own
   * has nothing to limit.
   *
   * @param threads at least 1
   */
  default void gatherPatches(List<PatchGather> patches, int threads) {
    gatherPatches(patches);
  }

  /** The fastest gzip this backend has. */
  GzipCodec gzip();

  /** Frees pooled memory; buffers still open stay valid until closed. Idempotent. */
  @Override
  void close();
}
