package org.ibengine.cli.froc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.DatasetTree;
import org.ibengine.cli.FrocFolders;
import org.ibengine.cli.FrocFolders.Row;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class FrocCommandTest extends FrocFixture {
  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }

  @Test
  void summaryHoldsTheFiguresOfTheTwoCases() throws IOException {
    JsonNode json = summary(files.masks(), files.predictions(), "--small-below", 1.7);
    assertEquals(2, json.get("cases").intValue());
    assertEquals(2, json.get("falsePositives").intValue());
    assertEquals(1, json.get("falsePositivesPerCase").doubleValue());
    assertEquals("exact", json.get("rules").textValue());
    assertEquals(26, json.get("connectivity").intValue());
    assertEquals(1000, json.get("bootstrap").get("rounds").intValue());
    JsonNode groups = json.get("groups");
    List<String> labels = new ArrayList<>();
    groups.forEach(group -> labels.add(group.get("group").textValue()));
    assertEquals(List.of("all", "2-9", "small (d<1.7)", "large (d>=1.7)"), labels);
    JsonNode all = groups.get(0);
    assertEquals(2, all.get("instances").intValue());
    assertEquals(1, all.get("found").intValue());
    assertEquals(0.5, all.get("averageRecall").doubleValue());
    assertEquals(0.5, all.get("objectDice").doubleValue());
    double half = 0.5;
    assertArrayEquals(
        new double[] {half, half, half, half, half, half, half}, doubles(all.get("sensitivities")));
    assertEquals(0, groups.get(2).get("recall").doubleValue()); // two voxels: d = 1.56
    assertEquals(7, all.get("intervals").get("sensitivities").size());
  }

  @Test
  void curveHasOneLineAThreshold() throws IOException {
    summary(files.masks(), files.predictions());
    List<String> lines = Files.readAllLines(out.resolve("curve.csv"));
    assertEquals(
        "threshold,probability,false_positives,false_positives_per_case,true_positives all,"
            + "recall all,true_positives 2-9,recall 2-9",
        lines.get(0));
    List<String> counts = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      counts.add(
          "%.3f %s %s %s %s"
              .formatted(Double.parseDouble(cells[1]), cells[2], cells[3], cells[4], cells[5]));
    }
    assertEquals(
        List.of(
            "0.988 0 0 0 0", // one above the largest logit, ln 31
            "0.969 0 0 1 0.5",
            "0.875 0 0 1 0.5",
            "0.750 1 0.5 1 0.5",
            "0.000 2 1 1 0.5"),
        counts);
    assertTrue(lines.get(5).startsWith("-inf,0,2,1,"), lines.get(5));
  }

  @Test
  void objectsAreListedWithPlaceAndScore() throws IOException {
    summary(files.masks(), files.predictions());
    List<String> lines = Files.readAllLines(out.resolve("objects.csv"));
    assertEquals(
        "case,kind,id,voxels,diameter,x,y,z,hit_dice,logit,probability,x_mm,y_mm,z_mm",
        lines.get(0));
    assertEquals(6, lines.size());
    assertTrue(lines.get(1).startsWith("a,instance,1,3,1.79,2.00,1.00,1.00,0.5,3.43398720448"));
    assertEquals("a,instance,2,2,1.56,6.50,5.00,3.00,0,-inf,0,6.500,10.000,9.000", lines.get(2));
    assertTrue(lines.get(3).startsWith("a,prediction,1,2,1.56,1.50,6.00,4.00,0,1.09861228866"));
    assertTrue(lines.get(4).startsWith("a,prediction,2,1,1.24,2.00,1.00,1.00,0.5,3.43398720448"));
    assertTrue(lines.get(5).startsWith("b,prediction,1,2,"), lines.get(5));
  }

  @Test
  void tableNamesCasesInstancesAndIntervals() {
    CommandLineRun run = froc(files.masks(), files.predictions(), "--seed", 9);
    String first = "2 cases, 2 instances, 1 found (50.0 %), 2 false positives (1.000 per case)";
    assertTrue(run.out().startsWith(first), run.out());
    assertTrue(run.out().contains("1000 draws of cases, seed 9"), run.out());
    assertTrue(run.out().contains("0.500 ± 0.000"), run.out());
  }

  @Test
  void plotHasTheCurveAtItsRecall() throws IOException {
    summary(files.masks(), files.predictions());
    BufferedImage image = ImageIO.read(out.resolve("froc.png").toFile());
    assertEquals(2240, image.getWidth()); // 300 an inch on 7.5 inches
    int middle = 92 + 680 - 72; // of the frame: recall 0.5
    long black = 0;
    for (int x = 200; x < 1000; x++) { // up to the last point, at one false positive per case
      black += (image.getRGB(x, middle) & 0xffffff) < 0x303030 ? 1 : 0;
      assertNotEquals(0, image.getRGB(x, middle - 120) & 0xffffff, "black above the curve");
    }
    assertTrue(black > 600, black + " pixels of the curve");
  }

  @Test
  void masksCaseFoldersAndPreparedDatasetGiveTheSameFigures() throws IOException {
    JsonNode wanted = summary(files.masks(), files.predictions());
    assertEquals(wanted, summary(files.raw(), files.predictions()));
    JsonNode prepared = summary(prepared(26), files.predictions());
    assertEquals(26, prepared.get("datasetConnectivity").intValue());
    assertEquals(wanted, ((ObjectNode) prepared).putNull("datasetConnectivity"));
  }

  @Test
  void groundTruthInOtherLayoutsGivesTheSameFigures() throws IOException {
    Path masks = files.masks();
    JsonNode wanted = summary(masks, files.predictions());
    for (String name : List.of("a", "b")) {
      Path image = folder.resolve("nnunet/imagesTr/" + name + "_0000.nii.gz");
      Files.createDirectories(image.getParent());
      Files.writeString(image, "not read");
      Path label = folder.resolve("nnunet/labelsTr/" + name + ".nii.gz");
      Files.createDirectories(label.getParent());
      Files.copy(masks.resolve(name + ".nii.gz"), label);
    }
    Files.writeString(
        folder.resolve("nnunet/dataset.json"),
        "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0, \"lesion\": 1}}");
    assertEquals(wanted, summary(folder.resolve("nnunet"), files.predictions()));
    Path out = folder.resolve("of-pairs");
    Path raw = folder.resolve("nnunet");
    Object[] words = {
      "froc", raw, files.predictions(), "-o", out, "--pairs", "imagesTr/{}_0000", "labelsTr/{}"
    };
    CommandLineRun run = CommandLineRun.of(words);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(wanted, new ObjectMapper().readTree(out.resolve("summary.json").toFile()));
  }

  @Test
  void everyBackendWritesTheSameBytes() throws IOException {
    Path reference = folder.resolve("reference");
    Path cpu = folder.resolve("cpu");
    Path masks = files.masks();
    Path predictions = files.predictions();
    CommandLineRun.of("froc", masks, predictions, "-o", reference, "--backend", "reference");
    CommandLineRun run =
        CommandLineRun.of("froc", masks, predictions, "-o", cpu, "--backend", "cpu");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(5, DatasetTree.files(cpu).size());
    DatasetTree.assertEqual(reference, cpu, "cpu");
  }

  @Test
  void oneCaseFolderIsACaseOfItsName() throws IOException {
    files.predictions();
    JsonNode json = summary(files.raw().resolve("a"), folder.resolve("pred"));
    assertEquals(1, json.get("cases").intValue());
    assertEquals(1, json.get("falsePositives").intValue());
    assertEquals("b", json.get("predictionsWithoutCase").get(0).textValue());
  }

  @Test
  void aPredictionMayLieInAFolderOfItsCase() throws IOException {
    JsonNode wanted = summary(files.masks(), files.predictions());
    files.image(
        "nested/a/any name.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, FrocFolders.SCORES_A);
    files.image("nested/b/any.nii", VoxelType.FLOAT32, FrocFolders.GRID, FrocFolders.SCORES_B);
    assertEquals(wanted, summary(folder.resolve("masks"), folder.resolve("nested")));
  }

  @Test
  void legacyDividesByTheCasesThatHaveAnObject() throws IOException {
    Path masks = files.masks();
    files.image("masks/c.nii.gz", VoxelType.UINT8, FrocFolders.GRID);
    files.image("pred/c.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID);
    JsonNode exact = summary(masks, files.predictions());
    assertEquals(2.0 / 3, exact.get("falsePositivesPerCase").doubleValue());
    assertEquals(3, exact.get("casesDividedBy").intValue());
    JsonNode legacy = summary(masks, folder.resolve("pred"), "--legacy");
    assertEquals(1, legacy.get("falsePositivesPerCase").doubleValue());
    assertEquals(2, legacy.get("casesDividedBy").intValue());
    assertEquals("published", legacy.get("rules").textValue());
    assertFalse(legacy.get("groups").get(0).has("intervals"));
    assertEquals(202, Files.readAllLines(out.resolve("curve.csv")).size());
  }

  @Test
  void logitsGiveTheCurveOfTheirProbabilities() throws IOException {
    Path masks = files.masks();
    // Zero is the logit of one half, so the background stays out.
    files.image(
        "logit/a.nii",
        VoxelType.FLOAT32,
        FrocFolders.GRID,
        new Row(2, 1, 1, 3),
        new Row(1, 6, 4, 1));
    files.image("logit/b.nii", VoxelType.FLOAT32, FrocFolders.GRID, new Row(0, 0, 0, 2, -9));
    JsonNode json = summary(masks, folder.resolve("logit"), "--logits");
    assertEquals("logit", json.get("scores").textValue());
    assertEquals(0.5, json.get("groups").get(0).get("averageRecall").doubleValue());
    List<String> lines = Files.readAllLines(out.resolve("curve.csv"));
    assertEquals(
        List.of("4", "3", "2", "1", "-inf"),
        lines.stream().skip(1).map(line -> line.split(",")[0]).toList());
    String message = froc(masks, folder.resolve("logit")).err();
    assertTrue(message.contains("probabilities must be numbers from 0 to 1"), message);
  }

  @Test
  void withoutBootstrapThereAreNoIntervals() throws IOException {
    JsonNode json = summary(files.masks(), files.predictions(), "--bootstrap", 0);
    assertFalse(json.get("groups").get(0).has("intervals"));
    assertTrue(ImageIO.read(out.resolve("froc.png").toFile()).getWidth() > 0);
  }

  @Test
  void sameSeedSameBytes() throws IOException {
    Path masks = files.masks();
    Path predictions = files.predictions();
    summary(masks, predictions, "--seed", 4);
    String wanted = Files.readString(out.resolve("summary.json"));
    summary(masks, predictions, "--seed", 4);
    assertEquals(wanted, Files.readString(out.resolve("summary.json")));
    summary(masks, predictions, "--seed", 5);
    assertNotEquals(wanted, Files.readString(out.resolve("summary.json")));
  }
}
