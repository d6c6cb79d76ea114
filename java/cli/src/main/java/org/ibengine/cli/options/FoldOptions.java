package org.ibengine.cli.options;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ibengine.EngineOptions;
import org.ibengine.dataset.CaseRoles;
import org.ibengine.dataset.Split;
import org.ibengine.dataset.SubjectsFile;
import org.ibengine.text.Text;
import picocli.CommandLine.Option;

/** Which cases are held out: a fold of the subjects, or explicit lists. */
public final class FoldOptions {
  private static final int SHOWN = 5;

  @Option(
      names = "--fold",
      arity = "2",
      paramLabel = "K N",
      hideParamSyntax = true,
      description =
          "K N: hold out the subjects of fold K of N, or select entry K of the N in --split."
              + " Default: none.")
  private int[] fold;

  @Option(
      names = "--split",
      paramLabel = "FILE",
      description =
          "JSON lists of cases, {train, validation, test}; with nnU-Net's splits_final.json, --fold"
              + " K N selects entry K. Default: none.")
  private Path split;

  @Option(
      names = "--subjects",
      paramLabel = "FILE",
      description =
          "JSON object from case to subject, for the folds. Default: as recorded by ib prepare, else guessed from case names.")
  private Path subjects;

  /**
   * @throws IllegalArgumentException if the options do not fit together
   */
  public EngineOptions applyTo(EngineOptions options) {
    EngineOptions chosen =
        subjects == null ? options : options.subjects(SubjectsFile.read(subjects));
    if (split != null) {
      return chosen.split(fold == null ? Split.read(split) : Split.read(split, fold[0], fold[1]));
    }
    return fold == null ? chosen : chosen.fold(fold[0], fold[1]);
  }

  /** The options as they were given, for another command. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    if (fold != null) {
      words.addAll(List.of("--fold", String.valueOf(fold[0]), String.valueOf(fold[1])));
    }
    if (split != null) {
      words.addAll(List.of("--split", split.toString()));
    }
    if (subjects != null) {
      words.addAll(List.of("--subjects", subjects.toString()));
    }
    return words;
  }

  /** Says what was held out, and how many subjects that rests on, where anything was asked for. */
  public void tell(CaseRoles roles, PrintWriter err) {
    if (fold == null && split == null) {
      return;
    }
    err.printf(
        "ib: %s; %s in %s, %s%n",
        split == null ? foldText(roles) : splitText(roles),
        Text.counted(roles.subjectCount(), "subject"),
        cases(roles.subjects().size()),
        origin(roles));
    Set<String> shared = roles.sharedSubjects();
    if (!shared.isEmpty()) {
      err.printf(
          "ib: warning: the split has cases of one subject in more than one list, such as those of"
              + " %s (%s of that kind): what is measured there was seen before; correct the split,"
              + " or --subjects if they are not one person%n",
          String.join(", ", shared.stream().limit(SHOWN).toList()),
          Text.counted(shared.size(), "subject"));
    }
    err.flush();
  }

  private String origin(CaseRoles roles) {
    if (subjects != null) {
      return "as --subjects says";
    }
    int recorded = roles.given().size();
    String guessed = "guessed from case names (give --subjects FILE if that is wrong)";
    return recorded == 0
        ? guessed
        : recorded == roles.subjects().size()
            ? "as the dataset records"
            : Text.format("as the dataset records for %s, else %s", cases(recorded), guessed);
  }

  private String foldText(CaseRoles roles) {
    return Text.format(
        "fold %d of %d holds out %s", fold[0], fold[1], cases(roles.validation().size()));
  }

  private String splitText(CaseRoles roles) {
    return Text.format(
        "%s: %s to train on, %d for validation, %d for test, %d in no list and left out",
        fold == null ? "split " + split : Text.format("fold %d of %s", fold[0], split),
        cases(roles.train().size()),
        roles.validation().size(),
        roles.test().size(),
        roles.unused().size());
  }

  private static String cases(int number) {
    return Text.counted(number, "case");
  }
}
