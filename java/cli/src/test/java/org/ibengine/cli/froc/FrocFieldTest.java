package org.ibengine.cli.froc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.FrocFolders;
import org.ibengine.cli.FrocFolders.Row;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Inputs that real folders of predictions and masks have. */
class FrocFieldTest extends FrocFixture {
  private static final String NNUNET =
      "{\"channel_names\":{\"0\":\"CT\"},\"labels\":{\"lesion\":1},\"file_ending\":\".nii.gz\"}";

  @Test
  void masksBesideAnotherToolsDatasetJsonAreMasks() throws IOException {
    JsonNode wanted = summary(files.masks(), files.predictions());
    Path masks = files.masks();
    for (String text : List.of(NNUNET, "{}", "[1]", "no json at all", "")) {
      Files.writeString(masks.resolve("dataset.json"), text);
      assertEquals(wanted, summary(masks, files.predictions()), text);
    }
  }

  @Test
  void everyOtherCommandSaysWhoseTheFolderIs() throws IOException {
    Path masks = files.masks();
    Files.writeString(masks.resolve("dataset.json"), NNUNET);
    String wanted =
        "not an ib-engine dataset: dataset.json has no formatVersion (it looks like nnU-Net's)";
    for (String command : List.of("stats", "verify", "epoch")) {
      CommandLineRun run = CommandLineRun.of(command, masks);
      assertEquals(1, run.exitCode(), command);
      assertTrue(run.err().contains(wanted), command + ": " + run.err());
    }
    CommandLineRun served = CommandLineRun.of("serve", masks, "--socket", folder.resolve("s.sock"));
    assertEquals(1, served.exitCode());
    assertTrue(served.err().contains(wanted), served.err());
  }

  @Test
  void aSoftmaxThatRoundsBeyondOneIsTakenAsOne() throws IOException {
    Path masks = files.masks();
    files.predictions();
    files.image(
        "pred/a.nii.gz",
        VoxelType.FLOAT32,
        FrocFolders.GRID,
        new Row(2, 1, 1, 1.0000001192092896, 1.000001, -1e-6));
    summary(masks, folder.resolve("pred"));
    List<String> lines = Files.readAllLines(out.resolve("objects.csv"));
    assertEquals("a,instance,1,3,1.79,2.00,1.00,1.00,0.8,inf,1,2.000,2.000,3.000", lines.get(1));
    files.image("pred/a.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, new Row(2, 1, 1, 1.00001));
    CommandLineRun run = froc(masks, folder.resolve("pred"));
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("probabilities must be numbers from 0 to 1"), run.err());
    assertTrue(run.err().contains("apply the sigmoid, or evaluate them as logits"), run.err());
  }

  /**
   * One instance of six voxels, touched by a component of three voxels with 0.625 and one of one
   * voxel with 31/32: 2 · 3 / (6 + 3) = 0.667 of overlap against 2 · 1 / (6 + 1) = 0.286.
   */
  @Test
  void theMatchingDecidesWhichComponentAnInstanceTakes() throws IOException {
    files.image(
        "one/a.nii.gz", VoxelType.UINT8, FrocFolders.GRID, new Row(1, 1, 1, 1, 1, 1, 1, 1, 1));
    files.image(
        "two/a.nii.gz",
        VoxelType.FLOAT32,
        FrocFolders.GRID,
        new Row(1, 1, 1, .625, .625, .625, 0, 31 / 32.0));
    Path truth = folder.resolve("one");
    Path scores = folder.resolve("two");
    JsonNode json = summary(truth, scores);
    assertEquals("best-overlap", json.get("matching").textValue());
    assertObject(0.6666666666666666, Math.log(.625 / .375));
    json = summary(truth, scores, "--matching", "best-overlap");
    assertObject(0.6666666666666666, Math.log(.625 / .375));
    json = summary(truth, scores, "--matching", "best-score");
    assertEquals("best-score", json.get("matching").textValue());
    assertEquals(2.0 / 7, json.get("groups").get(0).get("objectDice").doubleValue(), 1e-12);
    assertEquals(0, json.get("falsePositives").intValue());
    assertObject(2.0 / 7, Math.log(31));
    CommandLineRun run = froc(truth, scores, "--matching", "best");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("must be best-overlap or best-score, was best"), run.err());
  }

  private void assertObject(double dice, double logit) throws IOException {
    List<String> lines = Files.readAllLines(out.resolve("objects.csv"));
    assertTrue(lines.get(0).contains(",hit_dice,logit,probability,"), lines.get(0));
    String[] cells = lines.get(1).split(",");
    assertEquals("instance", cells[1]);
    assertEquals(dice, Double.parseDouble(cells[8]), 1e-12);
    assertEquals(logit, Double.parseDouble(cells[9]), 1e-6);
    assertEquals(1 / (1 + Math.exp(-logit)), Double.parseDouble(cells[10]), 1e-6);
  }

  @Test
  void aPreparedDatasetIsCountedWithItsOwnConnectivityUnlessAnotherIsAskedFor() throws IOException {
    Path dataset = prepared(18);
    CommandLineRun run = froc(dataset, files.predictions());
    assertTrue(run.out().contains("connectivity 18, as the dataset; matching"), run.out());
    JsonNode json = summary(dataset, files.predictions(), "--connectivity", 6);
    assertEquals(6, json.get("connectivity").intValue());
    assertEquals(18, json.get("datasetConnectivity").intValue());
    run = froc(dataset, files.predictions(), "--connectivity", 6);
    assertTrue(
        run.out().contains("connectivity 6; the dataset was prepared with 18, so its own number"),
        run.out());
    assertTrue(
        froc(files.masks(), files.predictions())
            .out()
            .contains("objects: connectivity 26; matching best-overlap"));
  }
}
