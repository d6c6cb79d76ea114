package org.ibengine.cli.options;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.ibengine.dataset.Split;
import org.ibengine.froc.FrocInputs;
import org.ibengine.input.InputRequest;
import org.ibengine.label.LesionRule;
import org.ibengine.text.Text;
import picocli.CommandLine.Option;

/** What of a ground truth predictions are compared with. */
public final class TruthOptions {
  @Option(
      names = "--lesion-values",
      split = ",",
      paramLabel = "2,3",
      hideParamSyntax = true,
      description =
          "Label values of the ground truth that are lesions, together, such as 2 of LiTS. Default:"
              + " all above 0. A prepared dataset has its own.")
  private List<Long> values = List.of();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "A,B,…",
      hideParamSyntax = true,
      description = "Names of the cases to evaluate. Default: all of GT.")
  private List<String> names = List.of();

  @Option(
      names = "--split",
      paramLabel = "FILE",
      description = "Evaluate the cases of a list in this file, as ib train takes it: see --of.")
  private Path split;

  @Option(
      names = "--of",
      paramLabel = "train|validation|test",
      hideParamSyntax = true,
      description = "Which list of --split. Default: test.")
  private String list;

  /**
   * Refuses options that contradict each other.
   *
   * @throws IllegalArgumentException for these
   */
  public void require() {
    rule();
    if (split == null && list != null) {
      throw new IllegalArgumentException("--of names a list of --split; give that file");
    }
    if (split != null && !names.isEmpty()) {
      throw new IllegalArgumentException(
          "cases are chosen by --only or by --split, not both; leave one out");
    }
    if (list != null && !List.of("train", "validation", "test").contains(list)) {
      throw new IllegalArgumentException("--of must be train, validation or test, was " + list);
    }
  }

  /** The cases that were chosen, after {@link #require}. */
  public FrocInputs find(InputRequest truths, Path predictions) {
    FrocInputs all = FrocInputs.find(truths, rule(), predictions);
    if (split == null) {
      return names.isEmpty() ? all : all.only(new TreeSet<>(names));
    }
    Split lists = Split.read(split);
    String chosen = list == null ? "test" : list;
    Set<String> cases =
        switch (chosen) {
          case "train" -> lists.train();
          case "validation" -> lists.validation();
          default -> lists.test();
        };
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(
          Text.format("%s has no %s case; choose another list by --of", split, chosen));
    }
    return all.only(cases);
  }

  private LesionRule rule() {
    return values.isEmpty()
        ? LesionRule.DEFAULT
        : new LesionRule(LesionRule.Kind.CLASSES, values, List.of(), OptionalLong.empty(), 0, 0);
  }
}
