package org.ibengine.cli.froc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.FrocFolders;
import org.ibengine.cli.FrocFolders.Row;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** What {@code ib froc} says where there is nothing to count, find or compare. */
class FrocNothingTest extends FrocFixture {
  private Path folderOf(String name, VoxelType type, Row... rows) {
    files.image(name + "/a.nii.gz", type, FrocFolders.GRID, rows);
    files.image(name + "/b.nii.gz", type, FrocFolders.GRID);
    return folder.resolve(name);
  }

  private Path truth(Row... rows) {
    return folderOf("truth", VoxelType.UINT8, rows);
  }

  private Path scores(Row... rows) {
    return folderOf("scores", VoxelType.FLOAT32, rows);
  }

  private static String line(CommandLineRun run, String begin) {
    return run.out().lines().filter(line -> line.startsWith(begin)).findFirst().orElseThrow();
  }

  @Test
  void aSizeWithoutInstancesHasNoRecall() {
    CommandLineRun run = froc(truth(new Row(1, 1, 1, 1, 1)), scores());
    for (String bin : List.of("1 ", "10-99", "100-999", "1000-9999", "10000+")) {
      String line = line(run, bin);
      assertEquals(
          List.of("0", "0", "–", "–", "–", "–", "–", "–", "–", "–", "–"),
          List.of(line.substring(9).trim().split(" +")),
          line);
    }
    assertFalse(run.out().contains("1.000"), run.out());
    assertFalse(run.out().contains("NaN"), run.out());
    assertFalse(run.out().contains("[–"), run.out());
    assertTrue(run.out().contains("–: no instance of that size, so there is no recall"), run.out());
  }

  @Test
  void withoutAnyInstanceEverythingButTheRecallIsTold() throws IOException {
    JsonNode json = summary(truth(), scores(new Row(1, 1, 1, .75)), "--small-below", 3);
    JsonNode all = json.get("groups").get(0);
    assertTrue(all.get("recall").isNull(), all.toString());
    assertTrue(all.get("averageRecall").isNull(), all.toString());
    all.get("sensitivities").forEach(value -> assertTrue(value.isNull(), all.toString()));
    assertEquals(7, all.get("sensitivities").size());
    assertEquals(0.5, json.get("falsePositivesPerCase").doubleValue());
    List<String> lines = Files.readAllLines(out.resolve("curve.csv"));
    assertEquals("-inf,0,1,0.5,0,,0,,0,", lines.get(lines.size() - 1));
    assertFalse(Files.readString(out.resolve("summary.json")).contains("NaN"));
    CommandLineRun run = froc(truth(), scores(new Row(1, 1, 1, .75)));
    assertTrue(
        run.out().startsWith("2 cases, 0 instances, 0 found, 1 false positive (0.500 per case)"),
        run.out());
    assertTrue(run.out().contains("no instance: there is no recall"), run.out());
  }

  @Test
  void aGroupWithoutInstancesHasNoLineInThePlot() throws IOException {
    summary(truth(), scores(new Row(1, 1, 1, .75)));
    BufferedImage image = ImageIO.read(out.resolve("froc.png").toFile());
    for (int x = 2 * 90; x < 2 * 800; x++) {
      for (int y = 2 * 92 + 4; y < 2 * (680 - 72) - 4; y++) {
        assertTrue((image.getRGB(x, y) & 0xff) > 0x80, "something is drawn at " + x + ", " + y);
      }
    }
  }

  @Test
  void withoutInstancesAndFalsePositivesNothingIsDivided() throws IOException {
    for (Object[] options : new Object[][] {{}, {"--legacy"}, {"--bootstrap", 0}}) {
      Object[] line = new Object[2 + options.length];
      line[0] = truth();
      line[1] = scores();
      System.arraycopy(options, 0, line, 2, options.length);
      JsonNode json = summary(line);
      assertEquals(0, json.get("falsePositivesPerCase").doubleValue());
      assertTrue(json.get("groups").get(0).get("recall").isNull());
    }
  }

  @Test
  void aSingleCaseHasNoIntervals() throws IOException {
    files.image(
        "one/a.nii.gz",
        VoxelType.UINT8,
        FrocFolders.GRID,
        new Row(1, 1, 1, 1),
        new Row(5, 5, 3, 1));
    Path predictions = scores(new Row(1, 1, 1, .75));
    CommandLineRun run = froc(folder.resolve("one"), predictions);
    assertTrue(run.out().startsWith("1 case, 2 instances, 1 found (50.0 %), 0 false"), run.out());
    assertTrue(run.out().contains("no intervals: they are drawn from several cases"), run.out());
    assertFalse(run.out().contains("["), run.out());
    JsonNode intervals = summary(folder.resolve("one"), predictions).get("groups").get(0);
    assertEquals(0, intervals.get("intervals").get("rounds").intValue());
    assertTrue(intervals.get("intervals").get("recall").get(0).isNull());
    assertEquals(0.5, intervals.get("recall").doubleValue());
  }

  @Test
  void aFolderWithoutCasesIsRefused() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    CommandLineRun run = froc(empty, scores());
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("holds no ground truth"), run.err());
  }
}
