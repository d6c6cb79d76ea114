package org.ibengine.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Which modalities, of those that cases or a dataset have. */
final class ModalityOption {
  @Option(
      names = "--modalities",
      arity = "1..*",
      split = ",",
      paramLabel = "NAME…",
      hideParamSyntax = true,
      description = "Modalities in channel order. Default: all.")
  private List<String> names = List.of();

  /** In channel order; none for all. */
  List<String> names() {
    return names;
  }
}
