package org.ibengine.cli.froc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.FrocFolders;
import org.ibengine.cli.FrocFolders.Row;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** What {@code ib froc} does not evaluate, and what it says then. */
class FrocRefusalsTest extends FrocFixture {
  private String refusal(int exitCode, Object... args) {
    CommandLineRun run = froc(args);
    assertEquals(exitCode, run.exitCode(), run.err());
    assertFalse(Files.exists(out), "nothing is written");
    return run.err();
  }

  @Test
  void aCaseWithTwoPredictionsIsRefused() {
    Path masks = files.masks();
    Path predictions = files.predictions();
    files.image("pred/b/other.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID);
    String message = refusal(ExitCode.FAILED, masks, predictions);
    assertTrue(message.contains("b has 2: b/other.nii.gz, b.nii"), message);
  }

  @Test
  void imagesThatAreNotReadAreNamed() throws IOException {
    Path masks = files.masks();
    Path predictions = files.predictions();
    Files.writeString(masks.resolve("c.mgz"), "x");
    Files.createDirectories(masks.resolve("d"));
    Files.writeString(masks.resolve("d/GT.nii.bz2"), "x");
    Files.writeString(predictions.resolve("c.mif"), "x");
    Files.writeString(predictions.resolve("d.img"), "x");
    Files.writeString(predictions.resolve("plans.json"), "{}");
    CommandLineRun run = froc(masks, predictions);
    assertEquals(0, run.exitCode(), run.err());
    String err = run.err();
    assertTrue(
        err.contains(masks + ": ignored, although these look like images: c.mgz, d/GT.nii.bz2;"),
        err);
    assertTrue(
        err.contains(predictions + ": ignored, although these look like images: c.mif, d.img;"),
        err);
  }

  @Test
  void moreRoundsThanMemoryMayHoldAreRefused() {
    String message =
        refusal(
            ExitCode.USAGE,
            files.masks(),
            files.predictions(),
            "--bootstrap",
            Integer.toString(Integer.MAX_VALUE));
    assertTrue(
        message.contains("bootstrap rounds must be at most 100000, were 2147483647"), message);
  }

  @Test
  void intervalsOfThePublishedEvaluationAreRefused() {
    Path masks = files.masks();
    String message =
        refusal(ExitCode.USAGE, masks, files.predictions(), "--legacy", "--bootstrap", "50");
    assertTrue(message.contains("--legacy gives no intervals, but --bootstrap was given"), message);
  }

  @Test
  void everyBadCaseIsNamedWithItsFileAndNothingIsWritten() {
    Path masks = files.masks();
    Path predictions = files.predictions();
    files.image("pred/a.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, new Row(3, 2, 1, Double.NaN));
    files.image("pred/b.nii", VoxelType.FLOAT32, FrocFolders.grid(new Size3(9, 7, 4), 1));
    String message = refusal(ExitCode.FAILED, masks, predictions);
    assertTrue(message.contains("ib: case a: "), message);
    assertTrue(message.contains("a.nii.gz: probabilities must be numbers"), message);
    assertTrue(message.contains("1 of 315 are not; the first is NaN at voxel (3, 2, 1)"), message);
    assertTrue(message.contains("ib: case b: "), message);
    assertTrue(
        message.contains("must have the size of its ground truth; it has size (9, 7, 4)"), message);
    assertTrue(message.contains("2 of 2 failed; nothing was written"), message);
  }

  @Test
  void aPredictionThatLiesElsewhereIsRefusedUnlessTheToleranceAllows() throws IOException {
    Path masks = files.masks();
    Path predictions = files.predictions();
    files.image("pred/b.nii", VoxelType.FLOAT32, FrocFolders.grid(FrocFolders.SIZE, 1.5));
    String message = refusal(ExitCode.FAILED, masks, predictions);
    assertTrue(message.contains("must lie within 0.1 mm of its ground truth"), message);
    assertTrue(message.contains("lies up to 4.000 mm away"), message);
    assertEquals(2, summary(masks, predictions, "--geometry-tolerance", 4).get("cases").intValue());
  }

  @Test
  void scaledPredictionsAreRefused() throws IOException {
    Path masks = files.masks();
    Path scaled = files.predictions().resolve("b.nii");
    byte[] bytes = Files.readAllBytes(scaled);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(112, 2); // scl_slope
    Files.write(scaled, bytes);
    String message = refusal(ExitCode.FAILED, masks, scaled.getParent());
    assertTrue(message.contains("has slope 2.0 and intercept 0.0"), message);
  }

  @Test
  void patchesAreNoGroundTruth() {
    Path dataset = folder.resolve("dataset");
    CommandLineRun.of("prepare", files.raw(), dataset, "--patch-size", 3, 3, 3);
    String message = refusal(ExitCode.FAILED, dataset, files.predictions());
    assertTrue(message.contains("give the folder they were prepared from"), message);
  }

  @Test
  void groundTruthThatIsNoneOrTwofoldIsRefused() throws IOException {
    Path predictions = files.predictions();
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertTrue(refusal(ExitCode.FAILED, empty, predictions).contains("holds no ground truth"));
    String absent = refusal(ExitCode.FAILED, folder.resolve("absent"), predictions);
    assertTrue(absent.contains("there is no such folder"), absent);
    files.masks();
    files.image("masks/a/GT.nii.gz", VoxelType.UINT8, FrocFolders.GRID);
    String twofold = refusal(ExitCode.FAILED, folder.resolve("masks"), predictions);
    assertTrue(twofold.contains("case a has two masks"), twofold);
    Files.delete(files.raw().resolve("b/gt_final.nii"));
    String none = refusal(ExitCode.FAILED, folder.resolve("raw"), predictions);
    assertTrue(none.contains("must hold one mask, GT.nii.gz, holds 0"), none);
  }

  @Test
  void optionsOutOfRangeAreUsageErrors() {
    Path masks = files.masks();
    Path predictions = files.predictions();
    Object[][] options = {
      {"--threshold", 1},
      {"--connectivity", 7},
      {"--bootstrap", -1},
      {"--small-below", 0},
      {"--geometry-tolerance", -1},
      {"--geometry-tolerance", "NaN"},
    };
    for (Object[] option : options) {
      refusal(ExitCode.USAGE, masks, predictions, option[0], option[1]);
    }
  }

  @Test
  void anOutputThatCannotBeAFolderIsRefusedBeforeAnyCaseIsRead() throws IOException {
    Path masks = files.masks();
    Path predictions = files.predictions();
    files.image("pred/b.nii", VoxelType.UINT8, FrocFolders.GRID); // would be refused when read
    Path file = Files.createFile(folder.resolve("file"));
    for (Path output : List.of(file, file.resolve("inside/deeper"))) {
      CommandLineRun run = CommandLineRun.of("froc", masks, predictions, "-o", output);
      assertEquals(ExitCode.FAILED, run.exitCode(), run.err());
      String message = output + ": must be a folder or a new path, but " + file + " is a file";
      assertTrue(run.err().contains(message), run.err());
      assertFalse(run.err().contains("case b"), run.err());
    }
  }

  @Test
  void missingPredictionsAreNamedUnlessTheyAreAllowed() throws IOException {
    Path masks = files.masks();
    files.image("masks/c.nii.gz", VoxelType.UINT8, FrocFolders.GRID, new Row(0, 0, 0, 1));
    Path predictions = files.predictions();
    Files.delete(predictions.resolve("b.nii"));
    String message = refusal(ExitCode.FAILED, masks, predictions);
    assertTrue(message.contains("2 of 3 have none: b, c;"), message);
    assertTrue(message.contains("--allow-missing"), message);
    JsonNode json = summary(masks, predictions, "--allow-missing");
    assertEquals("[\"b\",\"c\"]", json.get("casesWithoutPrediction").toString());
    assertEquals(3, json.get("groups").get(0).get("instances").intValue());
    assertEquals(1.0 / 3, json.get("falsePositivesPerCase").doubleValue());
  }
}
