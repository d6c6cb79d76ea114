package org.ibengine.cli.mine;

import java.util.List;
import java.util.OptionalDouble;
import org.ibengine.centre.Lungs;
import org.ibengine.cli.options.SizeOption;
import org.ibengine.mine.LungRule;
import org.ibengine.mine.MineRules;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Where a window may lie. */
final class MineRuleOptions {
  /** What the rules of the notebook have in its own way. */
  private static final List<String> STRICT_ONLY =
      List.of(
          "--lung", "--min-lung-voxels", "--min-surface", "--guard", "--exclude", "--candidates");

  @Option(
      names = "--patch-size",
      arity = "3",
      paramLabel = "X Y Z",
      hideParamSyntax = true,
      description = "X Y Z of the windows in voxels of 1 mm. Default: 64 64 64.")
  private int[] patchSize = {64, 64, 64};

  @Option(
      names = "--min-distance",
      defaultValue = "15",
      paramLabel = "MM",
      description =
          "Least distance from the centre of a window to the centre of a finding."
              + " Default: ${DEFAULT-VALUE} mm.")
  private double minDistance;

  @Option(
      names = "--min-surface",
      defaultValue = "0",
      paramLabel = "MM",
      description =
          "Least distance from the centre of a window to the surface of a finding."
              + " Default: ${DEFAULT-VALUE} mm.")
  private double minSurface;

  @Option(
      names = "--guard",
      paramLabel = "MM",
      description =
          "Least distance from the faces of a window to the surface of a finding. Default: the"
              + " largest spacing of the scan, at least 1 mm.")
  private Double guard;

  @Option(
      names = "--lung",
      defaultValue = "auto",
      paramLabel = "RULE",
      description =
          "What the centre of a window must be: in the lung of a mask (mask), in a lung found by HU"
              + " (field), in a block of lung-like mean HU (band), or mask where there is one and"
              + " field where not (auto). Default: ${DEFAULT-VALUE}.")
  private String lung;

  @Option(
      names = "--min-lung-voxels",
      defaultValue = "" + Lungs.MIN_VOXELS,
      paramLabel = "N",
      description = "Least voxels of 1 mm that a lung found by HU has. Default: ${DEFAULT-VALUE}.")
  private long minLungVoxels;

  @Option(
      names = "--rules",
      defaultValue = "strict",
      paramLabel = "RULES",
      description =
          "strict, or notebook: those of the notebook that started this, whose windows may hold"
              + " nodules; says how many do. Default: ${DEFAULT-VALUE}.")
  private String rules;

  /**
   * @throws IllegalArgumentException if an option is wrong, or does not go with the rules
   */
  MineRules rules(ParseResult given) {
    boolean notebook = isNotebook();
    for (String option : STRICT_ONLY) {
      if (notebook && given.hasMatchedOption(option)) {
        throw new IllegalArgumentException(
            "--rules notebook has no " + option + "; leave one of them out");
      }
    }
    return new MineRules(
        SizeOption.checked("--patch-size", patchSize),
        minDistance,
        minSurface,
        guard == null ? OptionalDouble.empty() : OptionalDouble.of(guard),
        LungRule.ofLabel(lung),
        minLungVoxels,
        notebook);
  }

  private boolean isNotebook() {
    if (!List.of("strict", "notebook").contains(rules)) {
      throw new IllegalArgumentException("--rules must be strict or notebook, was " + rules);
    }
    return rules.equals("notebook");
  }
}
