package org.ibengine.cli.epoch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.ibengine.EngineOptions;
import org.ibengine.backend.WeightKind;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.PhantomDataset;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.dataset.FoldChoice;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochCommandTest {
  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  private static List<String> digests(Object... options) {
    List<Object> arguments = new ArrayList<>(List.of("epoch", dataset, "--digest"));
    arguments.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(arguments.toArray());
    assertEquals(0, run.exitCode(), run.err());
    return run.out().lines().toList();
  }

  @Test
  void digestPrintsOneLineABatchWithStepRankItemsAndTwoChecksums() {
    List<String> lines = digests("--batch-size", 3);
    assertEquals(6, lines.size());
    for (int step = 0; step < lines.size(); step++) {
      String item = "phantom00\\d#(\\d+|-)";
      assertTrue(
          lines
              .get(step)
              .matches(
                  "%d\t0\t%s,%s,%s\t[0-9a-f]{8}\t[0-9a-f]{8}".formatted(step, item, item, item)),
          lines.get(step));
    }
  }

  @Test
  void digestsAreEqualOnEveryBackendAndForAnyNumberOfThreads() {
    List<String> reference = digests("--backend", "reference", "--threads", 1, "--seed", 5);
    assertEquals(reference, digests("--backend", "cpu", "--threads", 1, "--seed", 5));
    assertEquals(reference, digests("--backend", "cpu", "--threads", 3, "--seed", 5));
    assertNotEquals(reference, digests("--backend", "cpu", "--seed", 6));
  }

  @Test
  void weightsAndInstanceIdsAddAColumnEachAndChangeNoOther() {
    List<String> plain = digests();
    List<String> weighted = digests("--weights", "patch-inverse", "--instance-maps");
    List<String> limited =
        digests("--weights", "patch-inverse", "--weight-limits", 0, 3, "--instance-maps");
    List<String> normalised =
        digests("--weights", "patch-inverse", "--weight-normalisation", "mean-one");
    for (int i = 0; i < plain.size(); i++) {
      String[] columns = weighted.get(i).split("\t");
      assertEquals(7, columns.length);
      assertEquals(plain.get(i), String.join("\t", List.of(columns).subList(0, 5)));
      assertEquals(columns[6], limited.get(i).split("\t")[6]);
      assertEquals(6, normalised.get(i).split("\t").length);
    }
    assertNotEquals(weighted, limited);
    assertEquals(
        weighted, digests("--weights", "patch-inverse", "--instance-maps", "--threads", 1));
  }

  @Test
  void coordinatesAddTheLastColumnOnEveryBackend() {
    List<String> plain = digests("--instance-maps", "--backend", "reference");
    List<String> located = digests("--coordinates", "--instance-maps", "--backend", "reference");
    for (int i = 0; i < plain.size(); i++) {
      assertEquals(7, located.get(i).split("\t").length);
      assertTrue(located.get(i).startsWith(plain.get(i) + "\t"), located.get(i));
    }
    assertEquals(
        located, digests("--coordinates", "--instance-maps", "--backend", "cpu", "--threads", 3));
  }

  @Test
  void weightOptionsThatMakeNoSenseAreRefused() {
    for (List<Object> options :
        List.of(
            List.<Object>of("--weights", "inverse"),
            List.<Object>of("--weight-limits", 1, 2),
            List.<Object>of("--weights", "patch-inverse", "--weight-limits", 2, 1),
            List.<Object>of("--weights", "patch-inverse", "--weight-normalisation", "sum"))) {
      List<Object> arguments = new ArrayList<>(List.of("epoch", dataset));
      arguments.addAll(options);
      CommandLineRun run = CommandLineRun.of(arguments.toArray());
      assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
      assertTrue(run.err().contains("weight"), run.err());
    }
  }

  @Test
  void halfPrecisionAndOneModalityChangeTheImageNotTheItems() {
    List<String> whole = digests();
    List<String> half = digests("--dtype", "float16", "--modalities", "T1");
    for (int i = 0; i < whole.size(); i++) {
      String[] a = whole.get(i).split("\t");
      String[] b = half.get(i).split("\t");
      assertEquals(a[2], b[2]);
      assertNotEquals(a[3], b[3]);
      assertEquals(a[4], b[4]);
    }
  }

  @Test
  void resumedEpochGivesTheRestUnchanged() {
    Path state = folder.resolve("state.json");
    List<String> whole = digests("--seed", 8, "--epoch", 2);
    List<String> begun = digests("--seed", 8, "--epoch", 2, "--steps", 4, "--state", state);
    assertEquals(whole.subList(0, 4), begun);
    assertEquals(whole.subList(4, whole.size()), digests("--resume", state));
  }

  @Test
  void summaryLedgerAndStateHoldTheOptionsTheyWereMadeWith() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String option : List.of("summary", "ledger", "state")) {
      files.add(folder.resolve("made-" + option + ".json"));
    }
    CommandLineRun run =
        CommandLineRun.of(
            "epoch",
            dataset,
            "--repeats",
            2,
            "--fold",
            1,
            3,
            "--rank",
            1,
            "--world-size",
            2,
            "--threads",
            3,
            "--weights",
            "patch-inverse",
            "--summary",
            files.get(0),
            "--ledger",
            files.get(1),
            "--state",
            files.get(2));
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    for (Path file : files) {
      JsonNode made = new ObjectMapper().readTree(file.toFile()).get("options");
      EngineOptions options = EngineOptions.fromJson(made.toString());
      assertEquals(2, options.sampling().repeats(), file.toString());
      assertEquals(new FoldChoice.Fold(1, 3), options.sampling().folds().fold().orElseThrow());
      assertEquals(1, options.delivery().rank());
      assertEquals(3, options.resources().threads());
      assertEquals(WeightKind.PATCH_INVERSE, options.delivery().weights().kind().orElseThrow());
    }
  }

  @Test
  void aStateThatWasWrittenBeforeItHeldOptionsIsResumed() throws IOException {
    Path state = folder.resolve("now.json");
    List<String> whole = digests("--seed", 3);
    digests("--seed", 3, "--steps", 4, "--state", state);
    ObjectNode before = (ObjectNode) new ObjectMapper().readTree(state.toFile());
    before.remove("options");
    Files.writeString(state, before + "\n");
    assertEquals(whole.subList(4, whole.size()), digests("--resume", state));
  }

  @Test
  void aStateOfOtherOptionsIsRefusedByWhatIsDifferent() {
    Path state = folder.resolve("other.json");
    digests("--repeats", 2, "--steps", 1, "--state", state);
    CommandLineRun run = CommandLineRun.of("epoch", dataset, "--repeats", 3, "--resume", state);
    assertEquals(ExitCode.FAILED, run.exitCode());
    String expected = "other options (sampling.repeats was 2, is 3); open the engine as it was";
    assertTrue(run.err().contains(expected), run.err());
  }

  @Test
  void aStateThatIsTooLongToBeOneIsRefusedUnread() throws IOException {
    Path state = folder.resolve("long.json");
    try (RandomAccessFile file = new RandomAccessFile(state.toFile(), "rw")) {
      file.setLength(1L << 38);
    }
    CommandLineRun run = CommandLineRun.of("epoch", dataset, "--resume", state);
    assertEquals(ExitCode.FAILED, run.exitCode(), run.err());
    String expected = state + ": must not be longer than 268435456 bytes, has 274877906944;";
    assertTrue(run.err().contains(expected), run.err());
  }

  @Test
  void ranksTogetherShowWhatOneRankShows() {
    List<String> one = new ArrayList<>(items(digests("--batch-size", 4)));
    List<String> two = new ArrayList<>(items(digests("--rank", 0, "--world-size", 2)));
    two.addAll(items(digests("--rank", 1, "--world-size", 2)));
    one.sort(null);
    two.sort(null);
    assertEquals(one, two);
  }

  private static List<String> items(List<String> lines) {
    return lines.stream()
        .flatMap(line -> List.of(line.split("\t")[2].split(",")).stream())
        .toList();
  }

  @Test
  void planHoldsEveryInstanceOnceAndAsManyWindows() throws IOException {
    Path plan = folder.resolve("plan.jsonl");
    digests("--plan", plan, "--batch-size", 2, "--world-size", 3, "--rank", 1);
    int negatives = 0;
    TreeSet<String> instances = new TreeSet<>();
    List<String> lines = Files.readAllLines(plan);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode request = new ObjectMapper().readTree(lines.get(i));
      assertEquals(i, request.get("ordinal").intValue());
      assertEquals(i / 6, request.get("step").intValue());
      assertEquals(i % 6 / 2, request.get("rank").intValue());
      assertEquals("volume", request.get("space").textValue());
      assertEquals(request.get("corner"), request.get("cornerInVolume"));
      if (request.get("filler").booleanValue()) {
        continue;
      }
      negatives += request.get("instance").isNull() ? 1 : 0;
      if (!request.get("instance").isNull()) {
        instances.add(request.get("case").textValue() + request.get("instance"));
      }
    }
    assertEquals(PhantomDataset.INSTANCES, instances.size());
    assertEquals(PhantomDataset.INSTANCES, negatives);
  }

  @Test
  void reportTellsRateWaitMemoryAndWhatWasShown() throws IOException {
    Path summary = folder.resolve("summary.json");
    Path ledger = folder.resolve("ledger.json");
    CommandLineRun run =
        CommandLineRun.of(
            "epoch",
            dataset,
            "--ratio",
            2,
            "--repeats",
            3,
            "--summary",
            summary,
            "--ledger",
            ledger);
    assertEquals(0, run.exitCode(), run.err());
    for (String start : List.of("rate ", "wait ", "memory ", "size in voxels", "background ")) {
      assertTrue(run.out().lines().anyMatch(line -> line.startsWith(start)), run.out());
    }
    JsonNode json = new ObjectMapper().readTree(summary.toFile());
    assertEquals(82, json.get("patches").intValue()); // 9 · 3 + 54, and one filler
    assertTrue(json.get("memoryBytes").get("predicted").longValue() > 0);
    JsonNode rows = new ObjectMapper().readTree(ledger.toFile()).get("instances");
    assertEquals(PhantomDataset.INSTANCES, rows.size());
    rows.forEach(row -> assertEquals(3, row.get("delivered").intValue()));
    assertEquals(rows, json.get("ledger").get("instances"));
  }

  @Test
  void oneOfSeveralRanksTellsWhatNoRankShowsAndWhatItDoesNotShowItself() throws IOException {
    Path summary = folder.resolve("rank.json");
    CommandLineRun run =
        CommandLineRun.of("epoch", dataset, "--rank", 1, "--world-size", 3, "--summary", summary);
    assertEquals(0, run.exitCode(), run.err());
    JsonNode ledger = new ObjectMapper().readTree(summary.toFile()).get("ledger");
    assertEquals(3, ledger.get("worldSize").intValue());
    assertEquals(3, ledger.get("steps").get("1").intValue());
    assertEquals(0, ledger.get("neverSeen").size());
    int elsewhere = 0;
    for (JsonNode row : ledger.get("instances")) {
      elsewhere += row.get("delivered").intValue() == 0 ? 1 : 0;
    }
    assertTrue(elsewhere > 0);
    assertEquals(elsewhere, ledger.get("neverSeenHere").size());
    List<String> table = run.out().lines().filter(line -> line.matches("\\d.*")).toList();
    assertTrue(table.stream().allMatch(line -> line.endsWith(" 0")), run.out());
    assertTrue(run.out().contains("delivered: on rank 1 of 3; never seen: on any rank"), run.out());
  }

  @Test
  void optionsOutOfTheirRangeAreUsageErrorsThatNameTheValue() {
    refuses("sideways", "--placement", "sideways");
    refuses("int8", "--dtype", "int8");
    refuses("weight:2", "--balance", "weight:2");
    refuses("mirror", "--augment", "mirror");
    refuses("3 and 3", "--rank", "3", "--world-size", "3");
    refuses("(0, 7, 7)", "--patch-size", "0", "7", "7");
    refuses("7q", "--max-memory", "7q");
    refuses("-5", "--steps", "-5");
    refuses("NaN", "--ratio", "NaN");
    refuses("Infinity", "--ratio", "Infinity");
    refuses("NaN", "--balance", "size:NaN");
    refuses("7 7 5 5 5 5", "--patch-size", 7, 7, 5, "--patch-size", 5, 5, 5);
    refuses("0 3 1 3", "--fold", 0, 3, "--fold", 1, 3);
  }

  @Test
  void numbersThatNoMachineHasRoomForAreUsageErrorsInOneLineWithTheSum() {
    int most = Integer.MAX_VALUE;
    for (List<Object> options :
        List.of(
            List.<Object>of("--prefetch", most, "--max-memory", "1M"),
            List.<Object>of("--prefetch", most, "--fold", 0, 3),
            List.<Object>of("--batch-size", most),
            List.<Object>of("--patch-size", 65_536, 65_536, 65_536),
            List.<Object>of("--patch-size", most, 1, 1),
            List.<Object>of("--world-size", most),
            List.<Object>of("--world-size", most, "--batch-size", 1),
            List.<Object>of("--repeats", most),
            List.<Object>of("--ratio", "1e300"),
            List.<Object>of("--threads", most))) {
      List<Object> arguments = new ArrayList<>(List.of("epoch", dataset));
      arguments.addAll(options);
      CommandLineRun run = CommandLineRun.of(arguments.toArray());
      assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
      assertEquals(1, run.err().lines().count(), run.err());
      assertTrue(run.err().matches("ib: .*\\d{5,}.*\\R"), run.err());
    }
  }

  private static void refuses(String value, Object... options) {
    List<Object> arguments = new ArrayList<>(List.of("epoch", dataset));
    arguments.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(arguments.toArray());
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains(value), run.err());
  }

  @Test
  void missingDatasetIsNamed() {
    CommandLineRun run = CommandLineRun.of("epoch", folder.resolve("nowhere"));
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("nowhere"), run.err());
  }

  @Test
  void subjectsFileKeepsCasesTogetherInFolds() throws IOException {
    Path subjects = folder.resolve("subjects.json");
    Files.writeString(
        subjects, "{\"phantom000\": \"a\", \"phantom001\": \"a\", \"phantom002\": \"b\"}");
    TreeSet<String> first = cases(digests("--fold", 0, 2, "--subjects", subjects));
    TreeSet<String> second = cases(digests("--fold", 1, 2, "--subjects", subjects));
    assertEquals(3, first.size() + second.size());
    assertTrue(first.contains("phantom000") == first.contains("phantom001"), first.toString());
  }

  @Test
  void validationShowsTheHeldOutCases() {
    TreeSet<String> trained = cases(digests("--fold", 0, 3));
    TreeSet<String> heldOut = cases(digests("--fold", 0, 3, "--validation"));
    assertEquals(2, trained.size());
    assertEquals(1, heldOut.size());
    assertTrue(!trained.containsAll(heldOut), heldOut.toString());
  }

  @Test
  void validationWithoutAFoldIsAUsageErrorThatNamesTheRemedies() {
    CommandLineRun run = CommandLineRun.of("epoch", dataset, "--validation");
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    for (String remedy : List.of("--fold", "--split", "--validation-of-all")) {
      assertTrue(run.err().contains(remedy), run.err());
    }
  }

  @Test
  void validationOfAllWorksAloneAndBesideValidationWithAFoldAndWithout() {
    List<String> all = digests("--validation-of-all");
    assertEquals(3, cases(all).size());
    assertEquals(all, digests("--validation-of-all", "--validation"));
    assertEquals(all, digests("--fold", 0, 3, "--validation-of-all"));
    assertNotEquals(all, digests("--fold", 0, 3, "--validation"));
  }

  private static TreeSet<String> cases(List<String> lines) {
    TreeSet<String> names = new TreeSet<>();
    items(lines).forEach(item -> names.add(item.substring(0, item.indexOf('#'))));
    return names;
  }
}
