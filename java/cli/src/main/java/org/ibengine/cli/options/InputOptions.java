package org.ibengine.cli.options;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.input.FilePairs;
import org.ibengine.input.InputRequest;
import org.ibengine.input.NamePattern;
import picocli.CommandLine.Option;

/** How raw cases are laid out, where that is not found out or another choice is wanted. */
public final class InputOptions {
  @Option(
      names = "--layout-in",
      paramLabel = "NAME",
      description =
          "Layout of the input: folders, nnunet, msd, bids or brats. Default: what its names say.")
  private String layout;

  @Option(
      names = "--mask",
      paramLabel = "NAME",
      description =
          "Which files are masks, by name or pattern, such as lesion or '*_mask'. Default: gt* or"
              + " what the layout calls them.")
  private String mask;

  @Option(
      names = "--pairs",
      arity = "2",
      paramLabel = "IMAGE MASK",
      hideParamSyntax = true,
      description =
          "Patterns of paths in the input, with {} for the name of the case, such as"
              + " 'volume-{}.nii' 'segmentation-{}.nii'.")
  private String[] pairs;

  @Option(
      names = "--cases",
      paramLabel = "FILE",
      description =
          "CSV file that lists the cases: case, subject, label, then one column per modality. Paths"
              + " are relative to it; ib cases writes one.")
  private Path cases;

  /** Whether the cases are listed in a file, so that no folder is needed. */
  public boolean areListed() {
    return cases != null;
  }

  /**
   * @param folders to look in
   * @throws IllegalArgumentException if the options exclude each other or have no such value
   */
  public InputRequest in(List<Path> folders) {
    return new InputRequest(
        folders,
        Optional.ofNullable(layout),
        pairs == null ? Optional.empty() : Optional.of(FilePairs.of(pairs[0], pairs[1])),
        Optional.ofNullable(mask).map(NamePattern::of),
        Optional.ofNullable(cases));
  }
}
