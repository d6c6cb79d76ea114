package org.ibengine.cli.options;

import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.MachineMemory;
import org.ibengine.work.MemoryBudget;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command computes and how much memory it takes. */
public final class WorkOptions {
  @Option(
      names = "--backend",
      defaultValue = Backends.AUTO,
      paramLabel = "NAME",
      description = "auto, or a backend that ib backends lists. Default: ${DEFAULT-VALUE}.")
  private String backend;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      description = "Most memory for voxels and batches, such as 4G. Default: half of the memory.")
  private String maxMemory;

  public String backend() {
    return backend;
  }

  /**
   * @throws IllegalArgumentException if there are none
   */
  public int threads() {
    return threads.threads();
  }

  /**
   * @throws IllegalArgumentException if it is not a size, or 0
   */
  public long memoryBytes() {
    long bytes = maxMemory == null ? MachineMemory.half() : MemorySize.parse(maxMemory);
    if (bytes < 1) {
      throw new IllegalArgumentException("--max-memory must be positive, was " + maxMemory);
    }
    return bytes;
  }

  /** Of work on so many cases: as many at once as there are threads, within the memory. */
  public CaseJobs.Limits limits(int cases) {
    return new CaseJobs.Limits(atOnce(cases), new MemoryBudget(memoryBytes()));
  }

  /** The backend, with the threads that each of the cases at work may use. */
  public Backend open(int cases) {
    return Backends.open(backend, threads() / atOnce(cases));
  }

  private int atOnce(int cases) {
    return Math.max(1, Math.min(threads(), cases));
  }
}
