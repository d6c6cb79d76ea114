package org.ibengine.cli.options;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.ibengine.EngineOptions;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.text.Text;
import picocli.CommandLine.Option;

/** The options that ask for weights, instance ids and coordinates beside image and label. */
final class WeightOptions {
  @Option(
      names = "--weights",
      paramLabel = "KIND",
      description =
          "Deliver a weight for each voxel: patch-inverse, foreground-inverse or instance-inverse."
              + " Needs the volumes layout. Default: none.")
  private String kind;

  @Option(
      names = "--weight-limits",
      arity = "2",
      paramLabel = "MIN MAX",
      hideParamSyntax = true,
      description =
          "MIN MAX: clip the weights; MAX may be Infinity. Default: 1 and 200000;"
              + " foreground-inverse: no limits.")
  private double[] limits;

  @Option(
      names = "--weight-normalisation",
      paramLabel = "none|mean-one",
      description = "Whether to divide the weights of each patch by their mean. Default: none.")
  private String normalisation;

  @Option(
      names = "--instance-maps",
      description = "Deliver the instance id of each voxel. Needs the volumes layout.")
  private boolean instanceMaps;

  @Option(
      names = "--coordinates",
      description =
          "Deliver the position of each voxel in the volume, from -1 to 1 along x, y and z.")
  private boolean coordinates;

  /**
   * @throws IllegalArgumentException if a value is not among its choices, or limits or
   *     normalisation are given without weights
   */
  EngineOptions applyTo(EngineOptions options) {
    EngineOptions chosen = options.instanceMaps(instanceMaps).coordinates(coordinates);
    if (kind == null) {
      if (limits != null || normalisation != null) {
        throw new IllegalArgumentException(
            "--weight-limits and --weight-normalisation need --weights, which was not given");
      }
      return chosen;
    }
    chosen = chosen.weights(weightKind()).weightNormalisation(weightNormalisation());
    return limits == null ? chosen : chosen.weightLimits(limits[0], limits[1]);
  }

  private WeightKind weightKind() {
    return Arrays.stream(WeightKind.values())
        .filter(value -> value.label().equals(kind))
        .findFirst()
        .orElseThrow(() -> unknown("--weights", labels(), kind));
  }

  private static String labels() {
    return Arrays.stream(WeightKind.values())
        .map(WeightKind::label)
        .collect(Collectors.joining(", "));
  }

  private WeightNormalisation weightNormalisation() {
    return switch (normalisation == null ? "none" : normalisation) {
      case "none" -> WeightNormalisation.NONE;
      case "mean-one" -> WeightNormalisation.MEAN_ONE;
      default -> throw unknown("--weight-normalisation", "none, mean-one", normalisation);
    };
  }

  private static IllegalArgumentException unknown(String option, String choices, String value) {
    return new IllegalArgumentException(
        Text.format("%s must be one of %s, was %s", option, choices, value));
  }
}
