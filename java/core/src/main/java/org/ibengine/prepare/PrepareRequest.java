package org.ibengine.prepare;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backends;
import org.ibengine.index.DatasetOptions;

/**
 * What to prepare and how.
 *
 * @param inputs folders of case folders, or case folders
 * @param output the dataset folder, made if missing
 * @param options their modalities empty for all there are
 */
public record PrepareRequest(
    List<Path> inputs, Path output, DatasetOptions options, Execution execution) {

  /**
   * How to go about it; changes no result.
   *
   * @param threads that compute, at least 1; a few more only write
   * @param maxMemoryBytes for voxels and buffers together, the Java heap apart
   * @param force redo cases that are up to date
   * @param failFast stop at the first case that fails
   * @param locked keep other writers out by a file lock; false on file systems without locks, where
   *     the caller promises that nobody else writes to the folder
   */
  public record Execution(
      int threads, long maxMemoryBytes, boolean force, boolean failFast, boolean locked) {
    /** With a lock. */
    public Execution(int threads, long maxMemoryBytes, boolean force, boolean failFast) {
      this(threads, maxMemoryBytes, force, failFast, true);
    }

    public Execution {
      Backends.requireThreads(threads);
      if (maxMemoryBytes < 1) {
        throw new IllegalArgumentException("max memory must be positive, was " + maxMemoryBytes);
      }
    }
  }

  public PrepareRequest {
    inputs = List.copyOf(inputs);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one input folder");
    }
  }
}
