package org.ibengine.cli.epoch;

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
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.PhantomDataset;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NegativesCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  private static CommandLineRun run(Object... options) {
    List<Object> all = new ArrayList<>(List.of("epoch", dataset, "--patch-size", 6, 6, 6));
    all.addAll(List.of(options));
    return CommandLineRun.of(all.toArray());
  }

  private static List<JsonNode> plan(Object... options) throws IOException {
    Path plan = folder.resolve("plan.jsonl");
    List<Object> all = new ArrayList<>(List.of("--plan", plan, "--steps", 0));
    all.addAll(List.of(options));
    CommandLineRun run = run(all.toArray());
    assertEquals(0, run.exitCode(), run.err());
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(plan)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void linesOfAPlanNameStratumDistanceAndBody() throws IOException {
    Map<String, Integer> strata = new TreeMap<>();
    for (JsonNode line : plan("--negatives", "ring:3-12:0.5,anywhere:0.5", "--min-body", 0.2)) {
      if (!line.get("instance").isNull()) {
        assertTrue(line.get("stratum").isNull() && !line.has("distanceMm"), line.toString());
        continue;
      }
      String stratum = line.get("stratum").textValue();
      double mm = line.get("distanceMm").doubleValue();
      assertTrue(!stratum.equals("ring") || mm >= 3 - 1e-6 && mm <= 12 + 1e-6, line.toString());
      assertTrue(line.get("bodyShare").doubleValue() >= 0.2 - 1e-9, line.toString());
      if (!line.get("filler").booleanValue()) {
        strata.merge(stratum, 1, Integer::sum);
      }
    }
    int half = (PhantomDataset.INSTANCES + 1) / 2;
    assertEquals(Map.of("ring", half, "anywhere", PhantomDataset.INSTANCES - half), strata);
  }

  @Test
  void distancesAreToldWhereAskedForAlone() throws IOException {
    assertTrue(plan().stream().noneMatch(line -> line.has("distanceMm")));
    assertTrue(
        plan("--distances").stream()
            .allMatch(line -> line.has("distanceMm") == line.get("instance").isNull()));
  }

  @Test
  void theReportCountsBackgroundByStratumAndWhatIsLeftOut() throws IOException {
    Path summary = folder.resolve("summary.json");
    CommandLineRun run =
        run("--negatives", "grid:0.25,anywhere:0.75", "--min-body", 0.9, "--summary", summary);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("background grid"), run.out());
    assertTrue(run.out().contains("background anywhere"), run.out());
    JsonNode json = JSON.readTree(summary.toFile());
    long left = json.get("body").get("windowsLeftOut").longValue();
    assertTrue(left > 0);
    assertTrue(
        run.out()
            .contains(
                "left out of the background of all cases: "
                    + left
                    + " windows with too little body"),
        run.out());
    JsonNode strata = json.get("ledger").get("strata");
    assertEquals(
        PhantomDataset.INSTANCES,
        strata.get("grid").get("planned").intValue()
            + strata.get("anywhere").get("planned").intValue());
    assertTrue(strata.get("anywhere").get("pool").longValue() > 1000, strata.toString());
    assertTrue(strata.get("grid").get("bodyShare").get("min").doubleValue() >= 0.9);
    assertFalse(run().out().contains("background anywhere"));
  }

  @Test
  void theHelpOfNegativesListsEveryPart() {
    String help = CommandLineRun.of("epoch", "--help").out().replaceAll("\\s+", " ");
    assertTrue(help.contains("mined or hard (needs --hard)"), help);
  }

  @Test
  void whatCannotBeIsRefusedInALine() {
    CommandLineRun ring = run("--negatives", "ring:0-0.5");
    assertTrue(ring.err().contains("the nearest that holds no lesion is"), ring.err());
    assertTrue(ring.exitCode() != 0);
    CommandLineRun grid = run("--inside", "7>=0.5");
    assertTrue(grid.err().contains("free of foreground and meets --inside 7>=0.5 and"), grid.err());
    assertTrue(run("--hard", "x.csv", "--hard-share", 1.5).err().contains("at most 1, was 1.5"));
    for (List<Object> options :
        List.<List<Object>>of(
            List.of("--negatives", "air"),
            List.of("--negatives", "grid:0.5,anywhere:0.4"),
            List.of("--negatives", "hard"),
            List.of("--hard-share", 0.5),
            List.of("--hard", "x.csv", "--hard-order", "best"),
            List.of("--min-body", 2),
            List.of("--min-distance", -1),
            List.of("--hardness", 1),
            List.of("--hardness", 0.5),
            List.of("--hard", "x.csv", "--hard-share", 0.3, "--negatives", "hard:0.5,grid:0.5"),
            List.of("--inside", "liver"))) {
      CommandLineRun refused = run(options.toArray());
      assertEquals(ExitCode.USAGE, refused.exitCode(), options + refused.err());
    }
  }
}
