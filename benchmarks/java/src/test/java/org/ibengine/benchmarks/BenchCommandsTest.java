package org.ibengine.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.conformance.JsonKeys;
import org.ibengine.conformance.OnDriverDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands promise holds for {@code ib bench} too, which comes in a jar of its own. */
@ExtendWith(OnDriverDouble.class)
class BenchCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Object[] SHORT = {"--runs", 1, "--step-ms", 0.1, "--check", 1};

  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = BenchRun.dataset(folder);
  }

  private static BenchRun epoch(int exitCode, Path of, Object... options) {
    List<Object> arguments = new ArrayList<>(List.of("bench", "epoch", of));
    arguments.addAll(List.of(options));
    BenchRun run = BenchRun.of(arguments.toArray());
    assertEquals(exitCode, run.exitCode(), run.err());
    assertFalse(run.err().contains("defect"), run.err());
    return run;
  }

  private static Object[] with(Object... more) {
    List<Object> all = new ArrayList<>(List.of(SHORT));
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void helpOfTheProgramNamesItAndItsOwnNamesBoth() {
    assertTrue(BenchRun.of("--help").out().contains("bench"));
    String help = BenchRun.of("bench", "--help").out();
    assertTrue(help.contains("epoch") && help.contains("gpu"), help);
    assertTrue(BenchRun.of("bench", "epoch", "--help").out().contains("--step-ms"));
  }

  @Test
  void aChosenDeviceIsComparedWithTheReferenceBackend() {
    String out =
        epoch(0, dataset, with("--backend", "cuda", "--device", 0, "--max-device-memory", "1G"))
            .out();
    assertTrue(out.contains("cuda"), out);
  }

  @Test
  void itTellsTheSubjectsOfFolds() {
    String err = epoch(0, dataset, with("--fold", 0, 2)).err();
    assertTrue(err.contains("3 subjects in 3 cases") && err.contains("--subjects"), err);
  }

  @Test
  void keysOfItsJsonAreCamelCase() throws IOException {
    Path result = folder.resolve("bench.json");
    epoch(0, dataset, with("--output", result));
    check(result);
    String gpu = "bench gpu %s --size 17 13 9 --patches 5 --batch-mb 0.01 --runs 1 --step-ms 0.05";
    List<Object> arguments = new ArrayList<>(List.of((Object[]) gpu.split(" ")));
    arguments.set(2, dataset);
    arguments.addAll(List.of("--output", result));
    BenchRun run = BenchRun.of(arguments.toArray());
    assertEquals(0, run.exitCode(), run.err());
    check(result);
  }

  private static void check(Path file) throws IOException {
    JsonNode json = JSON.readTree(file.toFile());
    assertTrue(json.size() > 5, json.toString());
    assertEquals(List.of(), JsonKeys.notCamelCase(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "ar-EG"})
  void numbersAreTheSameInEveryLanguage(String tag) {
    Locale before = Locale.getDefault();
    String usual = shape(epoch(0, dataset, SHORT).out());
    try {
      Locale.setDefault(Locale.forLanguageTag(tag));
      assertEquals(usual, shape(epoch(0, dataset, SHORT).out()));
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Digits that a clock has made become 9; what stands between and around them stays. */
  private static String shape(String text) {
    return text.replaceAll("(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "")
        .replaceAll("[0-9]+", "9")
        .replaceAll("(?<= )–(?= )", "9.9") // too short to be measured
        .replaceAll(" +", " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Infinity", "NaN", "1e300", "-1"})
  void stepsAndBatchesWithoutEndAreRefused(String endless) {
    assertTrue(
        epoch(ExitCode.USAGE, dataset, "--step-ms", endless).err().contains("--step-ms"), endless);
    for (String option : List.of("--step-ms", "--batch-mb")) {
      BenchRun run = BenchRun.of("bench", "gpu", option, endless);
      assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
      assertTrue(run.err().contains(option), run.err());
    }
  }

  @Test
  void aWrongCommandLineIsToldFromADamagedDataset() throws IOException {
    epoch(ExitCode.USAGE, dataset, "--runs", 0);
    epoch(ExitCode.USAGE, dataset, "--no-such-option");
    epoch(ExitCode.FAILED, folder.resolve("missing"), "--runs", 1);
    Path damaged = Files.createTempDirectory(folder, "damaged");
    Files.writeString(damaged.resolve("dataset.json"), "{");
    epoch(ExitCode.FAILED, damaged, "--runs", 1);
  }

  @Test
  void aHostileNameIsEscaped() {
    String hostile = "a\u001b[2Jb\nib: all is well";
    BenchRun run = BenchRun.of("bench", "epoch", hostile, "--runs", 1);
    assertFalse(run.err().contains("\u001b"), run.err());
    assertFalse(run.err().lines().anyMatch(line -> line.startsWith("ib: all is well")), run.err());
  }
}
