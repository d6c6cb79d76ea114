package org.ibengine.prepare;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backends;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.input.InputRequest;

/**
 * What to prepare and how.
 *
 * @param input where to look for cases
 * @param output the dataset folder, created if missing
 * @param options with modalities empty for all there are
 * @param medianSpacing store all cases at the median of their spacings, axis by axis after their
 *     axes were turned as the options say; the options' spacing is empty then
 */
public record PrepareRequest(
    InputRequest input,
    Path output,
    DatasetOptions options,
    boolean medianSpacing,
    Execution execution) {

  /**
   * How to do it; does not change any result.
   *
   * @param threads that compute, at least 1; a few more threads only write
   * @param maxMemoryBytes for voxels and buffers together, without the Java heap
   * @param force prepare cases again even if they are up to date
   * @param failFast stop at the first case that fails
   * @param locked keep other writers out with a file lock; false on file systems without locks, in
   *     which case the caller promises that nobody else writes to the folder
   * @param encoding of whole volumes
   */
  public record Execution(
      int threads,
      long maxMemoryBytes,
      boolean force,
      boolean failFast,
      boolean locked,
      VolumeEncoding encoding) {
    /** With a lock, volumes packed. */
    public Execution(int threads, long maxMemoryBytes, boolean force, boolean failFast) {
      this(threads, maxMemoryBytes, force, failFast, true, VolumeEncoding.PACKED);
    }

    public Execution {
      Backends.requireThreads(threads);
      if (maxMemoryBytes < 1) {
        throw new IllegalArgumentException("max memory must be positive, was " + maxMemoryBytes);
      }
    }
  }

  /**
   * @throws IllegalArgumentException if a spacing is given and the median is asked for
   */
  public PrepareRequest {
    if (medianSpacing && options.grid().spacing().isPresent()) {
      throw new IllegalArgumentException("give a spacing or ask for the median, not both");
    }
  }

  /** With the spacing that the options say. */
  public PrepareRequest(
      InputRequest input, Path output, DatasetOptions options, Execution execution) {
    this(input, output, options, false, execution);
  }

  /** Of folders whose layout is found out. */
  public PrepareRequest(
      List<Path> inputs, Path output, DatasetOptions options, Execution execution) {
    this(InputRequest.of(inputs), output, options, execution);
  }

  /**
   * A request of the defaults of {@code ib prepare}, to be changed.
   *
   * @param inputs folders of case folders, or case folders
   * @param output the dataset folder, created if missing
   */
  public static PrepareBuilder builder(List<Path> inputs, Path output) {
    return builder(InputRequest.of(inputs), output);
  }

  /** As {@link #builder(List, Path)}, where it is known how the cases are laid out. */
  public static PrepareBuilder builder(InputRequest input, Path output) {
    return new PrepareBuilder(input, output);
  }
}
