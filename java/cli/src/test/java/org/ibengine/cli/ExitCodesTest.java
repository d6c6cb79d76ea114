package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command, with faults of data and with faults of its command line. */
class ExitCodesTest {
  @TempDir static Path folder;
  private static Path raw;
  private static Path dataset;

  @BeforeAll
  static void prepare() throws IOException {
    raw = folder.resolve("raw");
    dataset = folder.resolve("dataset");
    expect(
        0,
        "synth",
        raw,
        "--cases",
        1,
        "--size",
        9,
        8,
        7,
        "--lesions",
        1,
        "--radius",
        1,
        3,
        "--spacing",
        2,
        2,
        2,
        "--modalities",
        "T1");
    expect(0, "prepare", raw, dataset, "--layout", "volumes", "--patch-size", 4, 4, 4);
  }

  private static CommandLineRun expect(int exitCode, Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(exitCode, run.exitCode(), Arrays.toString(arguments) + ": " + run.err());
    assertFalse(run.err().contains("defect"), Arrays.toString(arguments) + ": " + run.err());
    return run;
  }

  /** Everything after {@code ib} up to the dataset folder, and what comes after it. */
  record OnDataset(List<Object> before, List<Object> after) {
    private CommandLineRun run(int exitCode, Path dir) {
      List<Object> arguments = new ArrayList<>(before);
      arguments.add(dir);
      arguments.addAll(after);
      return expect(exitCode, arguments.toArray());
    }

    @Override
    public String toString() {
      return before.toString();
    }
  }

  private static OnDataset command(List<Object> before, Object... after) {
    return new OnDataset(before, List.of(after));
  }

  /** Every command that opens a dataset. */
  static Stream<OnDataset> onDataset() {
    return Stream.of(
        command(List.of("epoch")),
        command(List.of("preview"), "-o", folder.resolve("sheet.png")),
        command(List.of("preview"), "-o", folder.resolve("sheet.png"), "--never-seen"),
        command(List.of("stats")),
        command(List.of("stats"), "--json"),
        command(List.of("verify")),
        command(List.of("serve"), "--socket", folder.resolve("s"), "--once", "--backend", "cpu"),
        command(List.of("evaluate"), raw, "-o", folder.resolve("evaluate")),
        command(List.of("froc"), raw, "-o", folder.resolve("froc")));
  }

  /** What {@code dataset.json} may have become. */
  private static final List<String> NO_DATASET_JSON =
      List.of(
          "",
          "{",
          "[]",
          "null",
          "{}",
          "{\"formatVersion\": 1}",
          "{\"formatVersion\": 99}",
          "\u0000\u0001");

  @ParameterizedTest
  @MethodSource("onDataset")
  void aDamagedDatasetIsNoFaultOfTheCommandLine(OnDataset command) throws IOException {
    Path damaged = Files.createTempDirectory(folder, "damaged").resolve("dataset");
    DatasetTree.copy(dataset, damaged);
    for (String text : NO_DATASET_JSON) {
      Files.writeString(damaged.resolve("dataset.json"), text);
      command.run(ExitCode.FAILED, damaged);
    }
    Files.copy(
        dataset.resolve("dataset.json"),
        damaged.resolve("dataset.json"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(damaged.resolve("cases/phantom000/case.json"), "{");
    command.run(ExitCode.FAILED, damaged);
  }

  @ParameterizedTest
  @MethodSource("onDataset")
  void aFolderThatIsMissingOrAFileIsNoFaultOfTheCommandLine(OnDataset command) throws IOException {
    command.run(ExitCode.FAILED, folder.resolve("nowhere"));
    command.run(ExitCode.FAILED, Files.createTempFile(folder, "file", ""));
  }

  @Test
  void foldersThatPrepareCannotUseAreNoFaultOfItsCommandLine() throws IOException {
    Path out = folder.resolve("out");
    expect(ExitCode.FAILED, "prepare", folder.resolve("nowhere"), out);
    expect(ExitCode.FAILED, "prepare", Files.createTempDirectory(folder, "empty"), out);
    expect(ExitCode.FAILED, "prepare", raw, Files.createTempFile(folder, "file", ""));
    Path foreign = Files.createTempDirectory(folder, "foreign");
    Files.writeString(foreign.resolve("dataset.json"), "{\"formatVersion\": 99}");
    expect(ExitCode.FAILED, "prepare", raw, foreign);
  }

  /** Damage to {@code case.json} that only an epoch would run into. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"anchors\": *\\[\\[.*?]] -> \"anchors\":[]",
        "\"rawPercentiles\": *\\[[^,]* -> \"rawPercentiles\":[1e300",
        "\"name\": *\"T1\" -> \"name\":\"T2\"",
        "\"windows\": *\\[ -> \"windows\":[[2147483647,0,0],",
        "\"windows\": *\\[ -> \"windows\":[[0,-1,0],",
        "\"connectivity\": *6 -> \"connectivity\":7"
      })
  void aRecordThatCannotBeIsNoFaultOfTheCommandLine(String change) throws IOException {
    Path damaged = Files.createTempDirectory(folder, "record").resolve("dataset");
    DatasetTree.copy(dataset, damaged);
    Path record = damaged.resolve("cases/phantom000/case.json");
    String text = Files.readString(record);
    String[] parts = change.split(" -> ");
    String changed = Pattern.compile(parts[0], Pattern.DOTALL).matcher(text).replaceFirst(parts[1]);
    assertNotEquals(text, changed);
    Files.writeString(record, changed);
    CommandLineRun run =
        expect(ExitCode.FAILED, "epoch", damaged, "--backend", "reference", "--steps", 1);
    assertTrue(run.err().contains("phantom000"), run.err());
  }

  @Test
  void filesThatOptionsNameAndThatAreMissingOrDamagedAreFaultsOfTheFile() throws IOException {
    Path nowhere = folder.resolve("nowhere/file");
    Path damaged = Files.writeString(folder.resolve("damaged.json"), "{\"a\": [");
    for (Path file : List.of(nowhere, damaged, folder)) {
      expect(ExitCode.FAILED, "epoch", dataset, "--subjects", file);
      expect(ExitCode.FAILED, "epoch", dataset, "--split", file);
      expect(ExitCode.FAILED, "epoch", dataset, "--split", file, "--fold", 0, 5);
      assertTrue(
          expect(ExitCode.FAILED, "epoch", dataset, "--resume", file).err().contains(file + ": "));
    }
    for (String option : List.of("--plan", "--state", "--summary", "--ledger")) {
      expect(ExitCode.FAILED, "epoch", dataset, "--steps", 1, option, nowhere);
    }
    expect(ExitCode.FAILED, "preview", dataset, "-o", nowhere);
    expect(ExitCode.FAILED, "info", nowhere);
    expect(ExitCode.FAILED, "info", damaged);
    expect(ExitCode.FAILED, "info", folder);
    expect(ExitCode.FAILED, "synth", damaged, "--cases", 1, "--size", 9, 8, 7, "--lesions", 0);
    expect(ExitCode.FAILED, "froc", raw, nowhere, "-o", folder.resolve("froc"));
    expect(ExitCode.FAILED, "froc", raw, folder.resolve("raw"), "-o", damaged);
    expect(ExitCode.FAILED, "serve", dataset, "--backend", "cpu", "--socket", nowhere);
    expect(
        ExitCode.FAILED,
        "prepare",
        raw,
        dataset,
        "--summary",
        nowhere,
        "--layout",
        "volumes",
        "--patch-size",
        4,
        4,
        4);
  }

  @Test
  void aDatasetWithoutALesionIsNoFaultOfTheCommandLine() {
    Path healthy = folder.resolve("healthy");
    Path out = folder.resolve("healthy-dataset");
    expect(
        0, "synth", healthy, "--cases", 1, "--size", 9, 8, 7, "--lesions", 0, "--spacing", 2, 2, 2);
    expect(0, "prepare", healthy, out, "--layout", "volumes", "--patch-size", 4, 4, 4);
    expect(ExitCode.FAILED, "epoch", out);
    expect(ExitCode.FAILED, "preview", out, "-o", folder.resolve("none.png"));
    expect(0, "stats", out);
  }

  @Test
  void aCaseThatFailsAmongOthersIsCodeThree() throws IOException {
    Path some = Files.createTempDirectory(folder, "some");
    DatasetTree.copy(raw, some.resolve("raw"));
    Files.createDirectories(some.resolve("raw/broken"));
    Files.writeString(some.resolve("raw/broken/GT.nii"), "no header");
    Files.writeString(some.resolve("raw/broken/T1.nii"), "no header");
    expect(
        ExitCode.SOME_CASES_FAILED,
        "prepare",
        some.resolve("raw"),
        some.resolve("out"),
        "--patch-size",
        4,
        4,
        4);
  }

  @ParameterizedTest
  @MethodSource("onDataset")
  void anOptionThatDoesNotExistIsAFaultOfTheCommandLine(OnDataset command) {
    List<Object> arguments = new ArrayList<>(command.after());
    arguments.add("--no-such-option");
    new OnDataset(command.before(), arguments).run(ExitCode.USAGE, dataset);
  }

  @Test
  void valuesOutOfTheirRangeAreFaultsOfTheCommandLine() {
    expect(ExitCode.USAGE, "epoch");
    expect(ExitCode.USAGE, "no-such-command");
    expect(ExitCode.USAGE, "epoch", dataset, "--fold", 0, 5);
    expect(ExitCode.USAGE, "epoch", dataset, "--modalities", "PET");
    expect(ExitCode.USAGE, "epoch", dataset, "--batch-size", 0);
    expect(ExitCode.USAGE, "epoch", dataset, "--batch-size", "two");
    expect(ExitCode.USAGE, "stats", dataset, "--patch-size", 0, 1, 1);
    expect(ExitCode.USAGE, "preview", dataset, "-o", folder.resolve("x.png"), "--patches", 0);
    expect(ExitCode.USAGE, "synth", folder.resolve("x"), "--cases", 0);
    expect(ExitCode.USAGE, "prepare", raw, folder.resolve("x"), "--margin", -1);
    expect(ExitCode.USAGE, "froc", raw, raw, "-o", folder.resolve("x"), "--threads", 0);
    expect(ExitCode.USAGE, "evaluate", raw, raw, "-o", folder.resolve("x"), "--threads", 0);
    expect(ExitCode.USAGE, "evaluate", raw, raw, "-o", folder.resolve("x"), "--classes", "1,1");
    expect(ExitCode.USAGE, "evaluate", raw, raw, "-o", folder.resolve("x"), "--logits");
    expect(ExitCode.USAGE, "serve", dataset);
  }
}
