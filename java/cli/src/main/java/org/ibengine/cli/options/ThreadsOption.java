package org.ibengine.cli.options;

import picocli.CommandLine.Option;

/** How many threads a command computes on. */
public final class ThreadsOption {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that compute; no result depends on their number. Default: one per processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  /**
   * @throws IllegalArgumentException if there are none
   */
  public int threads() {
    if (threads < 1) {
      throw new IllegalArgumentException("--threads must be at least 1, was " + threads);
    }
    return threads;
  }
}
