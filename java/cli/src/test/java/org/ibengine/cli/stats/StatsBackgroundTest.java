package org.ibengine.cli.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.PhantomDataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ib stats} predicts of the background, against what epochs show. */
class StatsBackgroundTest {
  private static final int EPOCHS = 10;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;
  private Path dataset;

  @BeforeEach
  void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  private CommandLineRun stats(Object... more) {
    CommandLineRun run =
        CommandLineRun.of(
            Stream.concat(Stream.of("stats", dataset, "--json"), Stream.of(more)).toArray());
    assertEquals(0, run.exitCode(), run.err());
    return run;
  }

  private static JsonNode background(CommandLineRun run) throws IOException {
    return MAPPER.readTree(run.out()).get("background");
  }

  /** Windows of each stratum that ten epochs of a plan show, and patches that one draws. */
  private static final class Shown {
    final Map<String, Set<String>> windows = new HashMap<>();
    final Map<String, Integer> perEpoch = new HashMap<>();
  }

  private Shown shown(String negatives, int ratio) throws IOException {
    Shown shown = new Shown();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Path plan = folder.resolve("plan.jsonl");
      CommandLineRun run =
          CommandLineRun.of(
              "epoch",
              dataset,
              "--negatives",
              negatives,
              "--min-body",
              0,
              "--ratio",
              ratio,
              "--epoch",
              epoch,
              "--plan",
              plan);
      assertEquals(0, run.exitCode(), run.err());
      shown.perEpoch.clear();
      for (String text : Files.readAllLines(plan)) {
        JsonNode line = MAPPER.readTree(text);
        if (line.get("instance").isNull() && !line.get("filler").asBoolean()) {
          String stratum = line.get("stratum").asText();
          shown.perEpoch.merge(stratum, 1, Integer::sum);
          shown
              .windows
              .computeIfAbsent(stratum, any -> new HashSet<>())
              .add(line.get("case").asText() + line.get("corner"));
        }
      }
    }
    return shown;
  }

  @Test
  void tenEpochsShowAsMuchAsPredicted() throws IOException {
    int ratio = 40;
    String negatives = "grid:0.75,anywhere:0.25";
    Shown shown = shown(negatives, ratio);
    JsonNode background =
        background(stats("--negatives", negatives, "--min-body", 0, "--ratio", ratio));
    assertEquals(ratio * PhantomDataset.INSTANCES, background.get("patchesPerEpoch").asInt());
    assertEquals(2, background.get("pools").size());
    for (JsonNode pool : background.get("pools")) {
      String stratum = pool.get("stratum").asText();
      int windows = pool.get("windows").asInt();
      assertEquals(shown.perEpoch.get(stratum), pool.get("patchesPerEpoch").asInt());
      double found = (double) shown.windows.get(stratum).size() / windows;
      assertEquals(pool.get("shownAfter10Epochs").asDouble(), found, 0.02, stratum);
      assertTrue(found < 1 && found > 0.01, stratum + ": has to tell something");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.01", "0.6"})
  void whatIsLeftOutAsAirAddsUpToAllWindows(String share) throws IOException {
    int all = background(stats("--min-body", 0)).get("pools").get(0).get("windows").asInt();
    JsonNode pool = background(stats("--min-body", share)).get("pools").get(0);
    assertEquals("grid", pool.get("stratum").asText());
    assertEquals(all, pool.get("windows").asInt() + pool.get("leftOutAsAir").asInt());
  }

  @Test
  void aPoolThatIsTooSmallIsAWarningAndShownWhole() throws IOException {
    CommandLineRun run = stats("--ratio", 1000);
    JsonNode pool = background(run).get("pools").get(0);
    assertTrue(pool.get("tooSmall").asBoolean());
    assertEquals(1, pool.get("shownAfter1Epoch").asDouble());
    assertTrue(
        run.err().contains("asks for 9,000 background patches from grid, which has "), run.err());
    CommandLineRun usual = stats();
    assertFalse(background(usual).get("pools").get(0).get("tooSmall").asBoolean());
    assertFalse(usual.err().contains("warning"), usual.err());
  }

  @Test
  void moreThanAnEpochCanHoldIsRefusedByTheOption() {
    CommandLineRun run = CommandLineRun.of("stats", dataset, "--ratio", "1e12");
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains("at most 2147483647 background patches, but --ratio"), run.err());
  }

  @Test
  void anotherPatchSizeIsCountedWhereItIsAskedFor() throws IOException {
    assertFalse(MAPPER.readTree(stats("--patch-size", 5, 5, 3).out()).has("background"));
    JsonNode small = background(stats("--patch-size", 5, 5, 3, "--negatives", "grid"));
    JsonNode usual = background(stats());
    assertEquals("[5,5,3]", small.get("patchSize").toString());
    assertTrue(
        small.get("pools").get(0).get("windows").asInt()
            > usual.get("pools").get(0).get("windows").asInt());
  }
}
