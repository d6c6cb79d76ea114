package org.ibengine.cli.ratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.ibengine.cli.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ib ratio report} on runs written by hand, against figures worked out by hand. */
class RatioReportCommandTest {
  @TempDir private Path runs;

  private void run(String network, int size, int number, List<Integer> counts, List<String> cases)
      throws IOException {
    Path folder = Files.createDirectory(runs.resolve(network + "-" + size + "-run" + number));
    Files.writeString(
        folder.resolve("run.json"),
        """
        {"network": "%s", "size": %d, "run": %d, "seed": 0,
         "stages": ["train", "ratios", "predict", "score"]}
        """
            .formatted(network, size, number));
    StringBuilder patches =
        new StringBuilder("epoch,step,rank,item,case,instance,foreground,voxels");
    for (int i = 0; i < counts.size(); i++) {
      patches.append("\n0,").append(i).append(",0,0,a,1,").append(counts.get(i)).append(",100");
    }
    Files.writeString(folder.resolve("ratios.csv"), patches + "\n");
    Files.writeString(
        folder.resolve("scores.csv"),
        "\"filename\",\"dsc\",\"hausdorff\",\"abs_diff\",\"fg_ratio\"\n"
            + String.join("\n", cases)
            + "\n");
  }

  /**
   * Patches of both runs: 0, 10, 20, 20 and 0, 40 of 100, so the range is 0 to 0.4 though neither
   * run alone has all of it. Ratios 0.1, 0.3 and 0.35 are inside; 0 and 0.4 are its ends, 0.5 and
   * 0.6 beyond.
   */
  private void twoRuns() throws IOException {
    run(
        "unet",
        16,
        1,
        List.of(0, 10, 20, 20),
        List.of(
            "\"a\",\"0.9\",\"2.0\",\"0.1\",\"0.1\"",
            "\"b\",\"0.7\",\"4.0\",\"0.1\",\"0.3\"",
            "\"c\",\"0.5\",\"6.0\",\"0.1\",\"0.4\"",
            "\"d\",\"0.3\",\"8.0\",\"0.1\",\"0.5\""));
    run(
        "unet",
        16,
        2,
        List.of(0, 40),
        List.of(
            "\"a\",\"0.8\",\"nan\",\"0.1\",\"0.35\"",
            "\"b\",\"nan\",\"nan\",\"nan\",\"0.0\"",
            "\"c\",\"0.1\",\"9.0\",\"0.1\",\"0.6\""));
  }

  private JsonNode report() throws IOException {
    CommandLineRun run = CommandLineRun.of("ratio", "report", runs);
    assertEquals(0, run.exitCode(), run.err());
    return new ObjectMapper().readTree(runs.resolve("report/report.json").toFile());
  }

  private static void assertScores(String expected, JsonNode scores) {
    assertEquals(
        expected,
        "%d %d %.6f %d %.6f"
            .formatted(
                scores.get("cases").asInt(),
                scores.get("diceCases").asInt(),
                scores.get("dice").asDouble(),
                scores.get("hausdorffCases").asInt(),
                scores.get("hausdorff").asDouble()));
  }

  @Test
  void theRangeIsThatOfAllRunsAndItsEndsAreOutside() throws IOException {
    twoRuns();
    JsonNode cell = report().get("sizes").get(0);
    assertEquals(2, cell.get("runs").asInt());
    JsonNode training = cell.get("training");
    assertEquals(6, training.get("patches").asInt());
    assertEquals(0.15, training.get("mean").asDouble(), 1e-12);
    assertEquals(0, training.get("min").asDouble());
    assertEquals(0.4, training.get("max").asDouble());
    assertEquals(2 / 6.0, training.get("zeroShare").asDouble(), 1e-12);
    assertScores("7 6 0.550000 5 5.800000", cell.get("all"));
    assertScores("3 3 0.800000 2 3.000000", cell.get("inRange"));
    assertScores("4 3 0.300000 3 7.666667", cell.get("outOfRange"));
    assertEquals(0.5, cell.get("diceDrop").asDouble(), 1e-12);
    assertEquals(3 - 23 / 3.0, cell.get("hausdorffDrop").asDouble(), 1e-12);
  }

  @Test
  void aBinHoldsItsUpperEndAndZeroIsInTheFirst() throws IOException {
    twoRuns();
    JsonNode bins = report().get("sizes").get(0).get("bins");
    assertEquals(6, bins.size());
    assertScores("2 1 0.900000 1 2.000000", bins.get(0));
    assertEquals(0, bins.get(1).get("cases").asInt());
    assertTrue(bins.get(1).get("dice").isNull());
    assertScores("1 1 0.700000 1 4.000000", bins.get(2));
    assertScores("2 2 0.650000 1 6.000000", bins.get(3));
    assertScores("1 1 0.300000 1 8.000000", bins.get(4));
    assertScores("1 1 0.100000 1 9.000000", bins.get(5));
    assertEquals(0.5, bins.get(5).get("above").asDouble());
  }

  @Test
  void networksAndSizesHaveTablesAndPictures() throws IOException {
    twoRuns();
    run("unet", 8, 1, List.of(30, 50), List.of("\"a\",\"0.25\",\"1.0\",\"0.1\",\"0.4\""));
    run("attention-unet", 16, 1, List.of(30), List.of("\"a\",\"0.75\",\"1.0\",\"0.1\",\"0.4\""));
    CommandLineRun run = CommandLineRun.of("ratio", "report", runs, "-o", runs.resolve("out"));
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("attention-unet"), run.out());
    List<String> sizes = Files.readAllLines(runs.resolve("out/sizes.csv"));
    assertEquals(4, sizes.size());
    assertEquals("attention-unet,16,1,1,0.3,0.3,0.3,0.0,1,0.75,1.0,0,,,1,0.75,1.0,,", sizes.get(1));
    assertTrue(sizes.get(2).startsWith("unet,8,1,2,0.4,0.3,0.5,0.0,1,0.25,1.0,1,0.25,1.0,0,,"));
    assertEquals(
        "unet,8,0.3,0.4,1,0.25,1.0", Files.readAllLines(runs.resolve("out/bins.csv")).get(10));
    var one = ImageIO.read(runs.resolve("out/dice-by-size.png").toFile());
    var stacked = ImageIO.read(runs.resolve("out/dice-by-ratio.png").toFile());
    assertEquals(2 * one.getHeight(), stacked.getHeight());
  }

  @Test
  void whatIsNotCompleteIsLeftOutAndNamed() throws IOException {
    twoRuns();
    Path part = Files.createDirectory(runs.resolve("unet-32-run1"));
    Files.writeString(
        part.resolve("run.json"),
        "{\"network\": \"unet\", \"size\": 32, \"run\": 1, \"stages\": [\"train\"]}");
    CommandLineRun run = CommandLineRun.of("ratio", "report", runs);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("not complete: unet-32-run1"), run.err());
    assertEquals(1, report().get("sizes").size());
    assertEquals("unet-32-run1", report().get("unfinished").get(0).asText());
  }

  @Test
  void whatIsNoStudyIsRefused() throws IOException {
    CommandLineRun none = CommandLineRun.of("ratio", "report", runs);
    assertEquals(1, none.exitCode());
    assertTrue(none.err().contains("holds no run of a study"), none.err());
    twoRuns();
    Files.writeString(runs.resolve("unet-16-run1/ratios.csv"), "epoch,foreground\n0,3\n");
    CommandLineRun broken = CommandLineRun.of("ratio", "report", runs);
    assertEquals(1, broken.exitCode());
    assertTrue(broken.err().contains("voxels"), broken.err());
  }

  @Test
  void aFolderIsStillRequiredWithoutASubcommand() {
    CommandLineRun run = CommandLineRun.of("ratio");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("DIR"), run.err());
    CommandLineRun needs = CommandLineRun.of("ratio", "run", "a", "b", "-o", "c");
    assertEquals(1, needs.exitCode());
    assertTrue(needs.err().contains("ib ratio run needs ib-train and libtorch"), needs.err());
  }
}
