package org.ibengine.encode;

import java.nio.file.Path;
import org.ibengine.backend.Backends;
import org.ibengine.index.VolumeEncoding;

/**
 * Which dataset to convert, and how.
 *
 * @param source a dataset folder of the layout volumes; only read
 * @param target the dataset folder to write, created if missing
 * @param encoding of the target's volumes
 * @param threads that compute, at least 1
 * @param maxMemoryBytes for voxels, without the Java heap
 * @param locked keep other writers out of the target with a file lock; false on file systems
 *     without locks
 */
public record ConvertRequest(
    Path source,
    Path target,
    VolumeEncoding encoding,
    int threads,
    long maxMemoryBytes,
    boolean locked) {
  /**
   * @throws IllegalArgumentException if threads or memory are less than 1
   */
  public ConvertRequest {
    Backends.requireThreads(threads);
    if (maxMemoryBytes < 1) {
      throw new IllegalArgumentException("max memory must be positive, was " + maxMemoryBytes);
    }
  }
}
