package org.ibengine.cli.options;

import org.ibengine.EngineOptions;
import org.ibengine.backend.Backends;
import picocli.CommandLine.Option;

/** Where a command computes and how much memory it takes. */
final class ComputeOptions {
  @Option(
      names = "--backend",
      defaultValue = Backends.AUTO,
      paramLabel = "NAME",
      description = "auto, reference, cpu or cuda. Default: ${DEFAULT-VALUE}.")
  private String backend;

  @Option(
      names = "--device",
      paramLabel = "N",
      description = "Which device of the backend, from 0. Default: the first that can be used.")
  private Integer device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; no result depends on it. Default: one a processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      description = "Most memory for volumes and batches, as 4G. Default: half of what there is.")
  private String maxMemory;

  @Option(
      names = "--max-device-memory",
      paramLabel = "SIZE",
      description =
          "Most device memory for volumes and batches, as 4G. Default: half of what is free there.")
  private String maxDeviceMemory;

  @Option(
      names = "--prefetch",
      defaultValue = "4",
      paramLabel = "N",
      description = "Batches in memory at once, the one in use included. Default: 4.")
  private int prefetch;

  /** Threads and memory, on whatever backend. */
  EngineOptions limit(EngineOptions options) {
    return options
        .threads(threads)
        .maxMemory(maxMemory == null ? MemorySize.byDefault() : MemorySize.parse(maxMemory));
  }

  /** The backend, its device and that one's memory. */
  EngineOptions place(EngineOptions anywhere) {
    EngineOptions options = anywhere.backend(backend);
    if (device != null) {
      options = options.device(device);
    }
    return maxDeviceMemory == null
        ? options
        : options.maxDeviceMemory(MemorySize.parse(maxDeviceMemory));
  }

  String backend() {
    return backend;
  }

  int threads() {
    return threads;
  }

  int prefetch() {
    return prefetch;
  }
}
