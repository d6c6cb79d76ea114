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
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.PhantomDataset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatiosCommandTest {
  private static final String HEADER = "epoch,step,rank,item,case,instance,foreground,voxels";

  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  private static CommandLineRun run(Object... options) {
    List<Object> all = new ArrayList<>(List.of("epoch", dataset, "--patch-size", 6, 5, 4));
    all.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(all.toArray());
    assertEquals(0, run.exitCode(), run.err());
    return run;
  }

  @Test
  void everyDeliveredPatchHasALineInBothFilesAndCountsInTheSummary() throws IOException {
    Path ratios = folder.resolve("ratios.csv");
    Path published = folder.resolve("ratios.txt");
    Path summary = folder.resolve("summary.json");
    CommandLineRun run =
        run(
            "--epoch",
            2,
            "--batch-size",
            3,
            "--ratios",
            ratios,
            "--ratios-published",
            published,
            "--summary",
            summary);
    List<String> lines = Files.readAllLines(ratios);
    List<String> plain = Files.readAllLines(published);
    assertEquals(HEADER, lines.get(0));
    assertEquals(2 * PhantomDataset.INSTANCES, plain.size());
    assertEquals(plain.size() + 1, lines.size());
    long sum = 0;
    for (int i = 0; i < plain.size(); i++) {
      String[] cells = lines.get(i + 1).split(",");
      assertEquals("2", cells[0]);
      assertEquals(String.valueOf(i / 3), cells[1]);
      assertEquals(String.valueOf(i % 3), cells[3]);
      assertEquals("120", cells[7]);
      int count = Integer.parseInt(cells[6]);
      assertEquals(cells[5].isEmpty(), count == 0, lines.get(i + 1));
      assertEquals(count / 120.0, Double.parseDouble(plain.get(i)), 5e-7);
      assertTrue(plain.get(i).matches("[01]\\.\\d{6}"), plain.get(i));
      sum += count;
    }
    JsonNode told = new ObjectMapper().readTree(summary.toFile()).at("/ledger/ratios");
    assertEquals(plain.size(), told.get("patches").intValue());
    assertEquals(sum / 120.0 / plain.size(), told.get("mean").doubleValue(), 1e-12);
    assertEquals(0.5, told.get("zeroShare").doubleValue(), 1e-12);
    assertEquals(5, told.get("quantiles").size());
    assertEquals(20, told.get("histogram").size());
    assertTrue(
        run.out().contains("foreground ratio of %d patches: mean ".formatted(plain.size())),
        run.out());
    assertTrue(run.out().contains("none in 50.0 %"), run.out());
  }

  @Test
  void theLogOfAResumedEpochIsTheRest() throws IOException {
    Path all = folder.resolve("all.csv");
    Path begun = folder.resolve("begun.csv");
    Path rest = folder.resolve("rest.csv");
    Path state = folder.resolve("state.json");
    run("--ratios", all);
    run("--ratios", begun, "--stop-after", 2, "--state", state);
    run("--ratios", rest, "--resume", state);
    List<String> joined = new ArrayList<>(Files.readAllLines(begun));
    joined.addAll(Files.readAllLines(rest).subList(1, Files.readAllLines(rest).size()));
    assertEquals(Files.readAllLines(all), joined);
    assertEquals(5, Files.readAllLines(begun).size());
  }

  @Test
  void digestsDoNotDependOnCounting() {
    assertEquals(
        run("--digest").out(), run("--digest", "--ratios", folder.resolve("digest.csv")).out());
    assertFalse(run().out().contains("foreground ratio"));
  }
}
