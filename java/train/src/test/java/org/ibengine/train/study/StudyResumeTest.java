package org.ibengine.train.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ibengine.cli.Ib;
import org.ibengine.torch.Libtorch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code ib ratio run} goes on after any interruption. */
class StudyResumeTest {
  @TempDir private static Path shared;
  private static BallStudy balls;
  private static Path whole; // a study of one run that nothing interrupted

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() {
    assumeTrue(Libtorch.unavailableReason().isEmpty(), "libtorch cannot be loaded");
    balls = new BallStudy(shared);
    whole = shared.resolve("whole");
    assertEquals(0, balls.ib(balls.one(whole)), balls::output);
  }

  /** Files of results by their relative path, without those that hold times or paths. */
  private static Map<String, byte[]> results(Path run) throws IOException {
    Map<String, byte[]> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        boolean result =
            name.startsWith("predictions/") && name.endsWith(".nii.gz")
                || name.matches("run.json|ratios.csv|ratios.txt|scores.csv|scores/cases.csv")
                || name.matches("train/(loss|validation).csv|train/.*.safetensors");
        if (result) {
          found.put(name, Files.readAllBytes(file));
        }
      }
    }
    return found;
  }

  private static void assertSameResults(Path study) throws IOException {
    Map<String, byte[]> expected = results(whole.resolve("unet-8-run1"));
    Map<String, byte[]> found = results(study.resolve("unet-8-run1"));
    assertEquals(expected.keySet(), found.keySet());
    assertTrue(expected.size() >= 11, () -> expected.keySet().toString());
    expected.forEach(
        (name, bytes) -> assertTrue(Arrays.equals(bytes, found.get(name)), name + " differs"));
  }

  /** What a kill leaves right before a stage is marked as done, and right after. */
  @ParameterizedTest
  @EnumSource(StudyStage.class)
  void aStudyGoesOnAfterEveryStageAndDoesNothingTwice(StudyStage stage) throws IOException {
    for (int marked : List.of(stage.ordinal(), stage.ordinal() + 1)) {
      Path runs = folder.resolve("runs" + marked);
      copy(whole, runs);
      Path run = runs.resolve("unet-8-run1");
      String stages = "";
      for (int i = 0; i < marked; i++) {
        stages += (i == 0 ? "" : ", ") + '"' + StudyStage.values()[i].label() + '"';
      }
      Path file = run.resolve("run.json");
      String text =
          Files.readString(file)
              .replaceAll("(?s)\"stages\" : \\[.*?]", "\"stages\" : [" + stages + "]");
      Files.writeString(file, text);
      FileTime old = FileTime.fromMillis(1_000_000_000_000L);
      Path weights = run.resolve("train/checkpoint.safetensors");
      Files.setLastModifiedTime(weights, old);
      assertEquals(0, balls.ib(balls.one(runs)), balls::output);
      assertEquals(old, Files.getLastModifiedTime(weights), "was trained again");
      assertSameResults(runs);
    }
  }

  @Test
  void onlyTheCaseThatIsMissingIsPredictedAgain() throws IOException {
    Path runs = folder.resolve("runs");
    copy(whole, runs);
    Path run = runs.resolve("unet-8-run1");
    Path file = run.resolve("run.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceAll("(?s)\"stages\" : \\[.*?]", "\"stages\" : [\"train\", \"ratios\"]"));
    List<Path> predictions;
    try (Stream<Path> files = Files.list(run.resolve("predictions"))) {
      predictions = files.filter(one -> one.toString().endsWith(".nii.gz")).sorted().toList();
    }
    Files.delete(predictions.get(0));
    assertEquals(0, balls.ib(balls.one(runs)), balls::output);
    assertTrue(balls.output().contains("1 up to date"), balls.output());
    assertSameResults(runs);
  }

  @Test
  void aProcessKilledInEveryStageLeavesWhatGoesOn() throws IOException, InterruptedException {
    Path runs = folder.resolve("killed");
    for (StudyStage stage : StudyStage.values()) {
      killAt(stage, runs);
    }
    assertEquals(0, balls.ib(balls.one(runs)), balls::output);
    assertSameResults(runs);
  }

  private void killAt(StudyStage stage, Path runs) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ib.class.getName()));
    Arrays.stream(balls.one(runs)).map(Object::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    boolean reached = false;
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null && !reached; line = lines.readLine()) {
        said.append(line).append('\n');
        reached = line.endsWith("run 1: " + stage.label());
      }
      process.destroyForcibly();
    }
    process.waitFor();
    assertTrue(reached, said::toString);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  @Test
  void otherSettingsAreRefusedAndADryRunWritesNothing() {
    Path runs = folder.resolve("runs");
    assertEquals(0, balls.ib(balls.study(runs, "--dry-run", "--sizes", 8)), balls::output);
    assertTrue(balls.output().contains(" of training in all"), balls.output());
    assertFalse(Files.exists(runs));
    List<Object> other = new ArrayList<>(List.of(balls.one(whole)));
    other.add("--sampler=ib");
    assertEquals(1, balls.ib(other.toArray()), balls::output);
    assertTrue(balls.output().contains("sampler was \"published\", is \"ib\""), balls.output());
    assertEquals(2, balls.ib("ratio", "run", balls.train, balls.test, "-o", runs), balls::output);
    assertTrue(balls.output().contains("--fold K N or --split FILE"), balls.output());
  }
}
