package org.ibengine.cli.options;

import java.util.List;
import java.util.OptionalLong;
import org.ibengine.label.LesionRule;
import picocli.CommandLine.Option;

/** Which values of raw label maps are lesions. */
public final class LesionValuesOption {
  @Option(
      names = "--lesion-values",
      split = ",",
      paramLabel = "2,3",
      hideParamSyntax = true,
      description =
          "Label values of the ground truth that are lesions, together, such as 2 of LiTS. Default:"
              + " all above 0. A prepared dataset has its own.")
  private List<Long> values = List.of();

  /**
   * @throws IllegalArgumentException if a value is not positive, or is given twice
   */
  public LesionRule rule() {
    return values.isEmpty()
        ? LesionRule.DEFAULT
        : new LesionRule(LesionRule.Kind.CLASSES, values, List.of(), OptionalLong.empty(), 0, 0);
  }
}
