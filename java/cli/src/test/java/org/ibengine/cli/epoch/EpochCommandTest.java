package org.ibengine.cli.epoch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.PhantomDataset;
import org.ibengine.cli.options.ExitCode;
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
    return Digests.of(dataset, options);
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
  void ranksTogetherShowWhatOneRankShows() {
    List<String> one = new ArrayList<>(Digests.items(digests("--batch-size", 4)));
    List<String> two = new ArrayList<>(Digests.items(digests("--rank", 0, "--world-size", 2)));
    two.addAll(Digests.items(digests("--rank", 1, "--world-size", 2)));
    one.sort(null);
    two.sort(null);
    assertEquals(one, two);
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
}
