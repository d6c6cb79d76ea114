package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --fold}, {@code --split} and {@code --subjects}, in every command that folds. */
class FoldCommandsTest {
  private static final List<String> NAMES =
      List.of("BraTS-GLI-00007-000", "BraTS-GLI-00007-001", "case_001", "case_002", "case_003");

  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() throws IOException {
    Path raw = folder.resolve("raw");
    dataset = folder.resolve("dataset");
    expect(
        0,
        "synth",
        raw,
        "--cases",
        NAMES.size(),
        "--size",
        10,
        12,
        9,
        "--spacing",
        2,
        3,
        4,
        "--lesions",
        1,
        "--radius",
        1,
        4,
        "--modalities",
        "T1");
    for (int i = 0; i < NAMES.size(); i++) {
      Files.move(raw.resolve("phantom00" + i), raw.resolve(NAMES.get(i)));
    }
    expect(0, "prepare", raw, dataset, "--layout", "volumes", "--patch-size", 5, 5, 4);
  }

  private static CommandLineRun expect(int exitCode, Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(exitCode, run.exitCode(), run.err());
    return run;
  }

  private static CommandLineRun epoch(int exitCode, Object... options) {
    List<Object> arguments = new ArrayList<>(List.of("epoch", dataset, "--digest"));
    arguments.addAll(List.of(options));
    return expect(exitCode, arguments.toArray());
  }

  private static Set<String> shown(CommandLineRun run) {
    Set<String> names = new TreeSet<>();
    run.out()
        .lines()
        .flatMap(line -> List.of(line.split("\t")[2].split(",")).stream())
        .forEach(item -> names.add(item.substring(0, item.indexOf('#'))));
    return names;
  }

  private static Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "lists", ".json"), text);
  }

  @Test
  void everyCommandThatFoldsTellsTheSubjectsAndNamesTheOption() {
    Path sheet = folder.resolve("sheet.png");
    for (Object[] command :
        new Object[][] {
          {"epoch", dataset, "--fold", 0, 2},
          {"preview", dataset, "-o", sheet, "--fold", 0, 2},
          {"preview", dataset, "-o", sheet, "--fold", 0, 2, "--never-seen"}
        }) {
      String err = expect(0, command).err();
      assertTrue(err.contains("4 subjects in 5 cases") && err.contains("--subjects"), err);
    }
  }

  @Test
  void withoutAFoldNothingIsSaidOfSubjects() {
    assertFalse(epoch(0).err().contains("subjects"));
  }

  @Test
  void moreFoldsThanSubjectsAreRefusedWithTheirNumberAndTheOption() {
    String err = epoch(ExitCode.USAGE, "--fold", 0, 5).err();
    assertTrue(err.contains("number of subjects (4), were 5") && err.contains("--subjects"), err);
  }

  @Test
  void subjectsThatAreGivenAreCountedAndNotCalledGuessed() throws IOException {
    Path subjects = file("{\"case_001\": \"x\", \"case_002\": \"x\"}");
    String err = epoch(0, "--fold", 0, 3, "--subjects", subjects).err();
    assertTrue(err.contains("3 subjects in 5 cases, as --subjects says"), err);
  }

  @Test
  void aSplitOfThreeListsNeedsNoFold() throws IOException {
    Path split =
        file(
            "{\"train\": [\"case_001\", \"case_002\"], \"validation\": [\"case_003\"],"
                + " \"test\": [\"BraTS-GLI-00007-000\"]}");
    CommandLineRun trained = epoch(0, "--split", split);
    assertEquals(Set.of("case_001", "case_002"), shown(trained));
    assertTrue(
        trained
            .err()
            .contains(
                "2 cases to train on, 1 for validation, 1 for test, 1 in no list and left out;"
                    + " 4 subjects in 5 cases"),
        trained.err());
    assertTrue(trained.err().contains("--subjects"), trained.err());
    assertEquals(Set.of("case_003"), shown(epoch(0, "--split", split, "--validation")));
    assertTrue(epoch(ExitCode.USAGE, "--split", split, "--fold", 0, 5).err().contains("--fold"));
  }

  @Test
  void ofNnUnetsListTheFoldChoosesAnEntry() throws IOException {
    Path splits =
        file(
            "[{\"train\": [\"case_001\"], \"val\": [\"case_002\"]},"
                + " {\"train\": [\"case_003\"], \"val\": [\"case_001\"]}]");
    assertEquals(Set.of("case_001"), shown(epoch(0, "--split", splits, "--fold", 0, 2)));
    assertEquals(Set.of("case_003"), shown(epoch(0, "--split", splits, "--fold", 1, 2)));
    assertEquals(
        Set.of("case_001"), shown(epoch(0, "--split", splits, "--fold", 1, 2, "--validation")));
    String wrong = epoch(ExitCode.USAGE, "--split", splits, "--fold", 1, 5).err();
    assertTrue(wrong.contains("is a list of 2 folds, fold 1 of 5 was asked for"), wrong);
    assertTrue(epoch(ExitCode.USAGE, "--split", splits).err().contains("--fold 0 2"));
  }

  @Test
  void casesThatAreUnknownOrDoubleAreFaultsOfTheFileAndNamed() throws IOException {
    Path unknown = file("{\"train\": [\"case_001\", \"case_009\"]}");
    assertTrue(epoch(ExitCode.FAILED, "--split", unknown).err().contains("case case_009"));
    Path twice = file("{\"train\": [\"case_001\"], \"val\": [\"case_001\"]}");
    assertTrue(
        epoch(ExitCode.FAILED, "--split", twice).err().contains("case_001 is in train and val"));
    Path subjects = file("{\"case_009\": \"x\"}");
    assertTrue(
        epoch(ExitCode.FAILED, "--fold", 0, 2, "--subjects", subjects)
            .err()
            .contains("case case_009"));
  }

  @Test
  void aSubjectOnBothSidesOfASplitIsWarnedOf() throws IOException {
    Path split = file("{\"train\": [\"BraTS-GLI-00007-000\"], \"val\": [\"BraTS-GLI-00007-001\"]}");
    String err = epoch(0, "--split", split).err();
    assertTrue(
        err.contains(
            "warning: the split has cases of one subject in more than one list, such as those of BraTS-GLI-00007 (1"),
        err);
  }

  @Test
  void aStateIsNotResumedUnderAnotherSplit() throws IOException {
    Path split = file("{\"train\": [\"case_001\", \"case_002\"], \"val\": [\"case_003\"]}");
    Path other = file("{\"train\": [\"case_001\", \"case_002\"]}");
    Path state = folder.resolve("state.json");
    epoch(0, "--split", split, "--steps", 1, "--state", state);
    epoch(0, "--split", split, "--resume", state);
    String err = epoch(ExitCode.FAILED, "--split", other, "--resume", state).err();
    assertTrue(err.contains(state + ": the resume token belongs to another dataset"), err);
  }
}
