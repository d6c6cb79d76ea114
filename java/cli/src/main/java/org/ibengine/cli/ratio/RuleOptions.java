package org.ibengine.cli.ratio;

import org.ibengine.cli.options.MemorySize;
import org.ibengine.ratio.PatchRules;
import picocli.CommandLine.Option;

/** What a size has to keep. */
final class RuleOptions {
  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description =
          "Most bytes of one batch, such as 512M; a plain number is bytes. Default: no limit.")
  private String memory;

  @Option(
      names = "--min-containment",
      defaultValue = "0.99",
      paramLabel = "SHARE",
      description =
          "Share of the instances whose box must fit into a patch. Default: ${DEFAULT-VALUE}.")
  private double minContainment;

  @Option(
      names = "--min-ratio",
      defaultValue = "0",
      paramLabel = "RATIO",
      description = "Least mean ratio of instance patches. Default: ${DEFAULT-VALUE}.")
  private double minRatio;

  @Option(
      names = "--min-in-range",
      defaultValue = "0.95",
      paramLabel = "SHARE",
      description =
          "Share of the windows of --target with foreground whose ratio must lie between those of"
              + " DIR. Default: ${DEFAULT-VALUE}.")
  private double minInRange;

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  PatchRules rules() {
    return new PatchRules(
        memory == null ? Long.MAX_VALUE : MemorySize.parse(memory),
        share("--min-containment", minContainment),
        share("--min-ratio", minRatio),
        share("--min-in-range", minInRange));
  }

  private static double share(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(option + " must be from 0 to 1, was " + value);
    }
    return value;
  }
}
