package org.ibengine.cli.options;

import org.ibengine.EngineOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where an engine computes, how much memory it takes and how many batches it keeps ahead. */
final class ComputeOptions {
  @Mixin private WorkOptions work = new WorkOptions();

  @Option(
      names = "--device",
      paramLabel = "N",
      description = "Which device of the backend, from 0. Default: the first usable one.")
  private Integer device;

  @Option(
      names = "--max-device-memory",
      paramLabel = "SIZE",
      description =
          "Most device memory for volumes and batches, such as 4G. Default: half of what is free.")
  private String maxDeviceMemory;

  @Option(
      names = "--prefetch",
      defaultValue = "4",
      paramLabel = "N",
      description = "Batches in memory at once, including the one in use. Default: 4.")
  private int prefetch;

  /** Threads and memory, on whatever backend. */
  EngineOptions limit(EngineOptions options) {
    return options.threads(work.threads()).maxMemory(work.memoryBytes());
  }

  /** The backend, its device and that one's memory. */
  EngineOptions place(EngineOptions anywhere) {
    EngineOptions options = anywhere.backend(work.backend());
    if (device != null) {
      options = options.device(device);
    }
    return maxDeviceMemory == null
        ? options
        : options.maxDeviceMemory(MemorySize.parse(maxDeviceMemory));
  }

  String backend() {
    return work.backend();
  }

  int threads() {
    return work.threads();
  }

  int prefetch() {
    return prefetch;
  }
}
