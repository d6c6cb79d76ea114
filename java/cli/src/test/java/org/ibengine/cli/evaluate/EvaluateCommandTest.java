package org.ibengine.cli.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.DatasetTree;
import org.ibengine.cli.FrocFolders;
import org.ibengine.cli.FrocFolders.Row;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.conformance.JsonKeys;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Figures, means and what becomes of cases that cannot be evaluated. */
class EvaluateCommandTest extends EvaluateFixture {
  private static final String COLUMNS =
      "case,class,dice,hausdorff,hausdorff95,hausdorffMm,hausdorff95Mm,surfaceDice,"
          + "meanSurfaceDistanceMm,absDiff,volumeDifferenceMm3,relativeVolumeDifference,"
          + "truthVoxels,predictionVoxels,foregroundRatio,matchedLesions,missedLesions,"
          + "falseLesions";

  @Test
  void everyFigureOfTwoCases() throws IOException {
    writeMasks();
    run(ExitCode.OK, truth(), found());
    String twoThirds = "0.6666666666666666";
    assertEquals(
        List.of(
            COLUMNS,
            "a,foreground,"
                + twoThirds
                + ",2,2,4,4,"
                + twoThirds
                + ",1.3333333333333333,1,18,1,3,6,0.009523809523809525,1,0,1",
            "b,foreground,NaN,NaN,NaN,NaN,NaN,NaN,NaN,NaN,6,NaN,0,1,0,0,0,1"),
        lines("cases.csv"));
    assertEquals(
        List.of(
            "case,class,kind,id,voxels,volumeMm3,dice,prediction,predictionVoxels,"
                + "relativeVolumeDifference,x,y,z,xMm,yMm,zMm",
            "a,foreground,matched,1,3,18,1,1,3,0,2.00,1.00,1.00,2.000,2.000,3.000",
            "a,foreground,false,2,3,18,0,,,NaN,2.00,3.00,1.00,2.000,6.000,3.000",
            "b,foreground,false,1,1,6,0,,,NaN,8.00,6.00,4.00,8.000,12.000,12.000"),
        lines("lesions.csv"));
  }

  @Test
  void theSummaryHasMeansWithoutWhatCannotBeMeasuredAndCountsIt() throws IOException {
    writeMasks();
    run(ExitCode.OK, truth(), found());
    JsonNode summary = summary();
    assertEquals(List.of(), JsonKeys.notCamelCase(summary));
    assertEquals(2, summary.get("cases").asInt());
    assertEquals(2.0 / 3, summary.at("/means/dice").asDouble());
    assertEquals(1, summary.at("/leftOut/dice").asInt());
    assertEquals(2, summary.at("/means/hausdorff95").asDouble());
    assertEquals(12, summary.at("/means/volumeDifferenceMm3").asDouble());
    assertEquals(0, summary.at("/leftOut/volumeDifferenceMm3").asInt());
    assertEquals("foreground", summary.at("/classes/0/class").asText());
    assertEquals(summary.get("means"), summary.at("/classes/0/means"));
    assertEquals(2, summary.at("/classes/0/lesions/false").asInt());
    assertEquals(1, summary.at("/classes/0/lesions/recall").asDouble());
    assertEquals("labels", summary.get("predictions").asText());
    assertEquals(26, summary.get("connectivity").asInt());
  }

  @Test
  void probabilitiesAreCutAtTheThresholdAndRefusedWithoutOne() throws IOException {
    CommandLineRun masks = evaluate(files.masks(), files.predictions());
    assertEquals(ExitCode.FAILED, masks.exitCode());
    assertTrue(masks.err().contains("a.nii.gz: labels must be whole numbers"), masks.err());
    assertTrue(masks.err().contains("for probabilities give --threshold P"), masks.err());
    assertFalse(Files.exists(out));
    run(ExitCode.OK, files.masks(), files.predictions(), "--threshold", 0.7);
    assertEquals(2, summary().at("/classes/0/lesions/false").asInt());
    assertEquals(0.7, summary().get("threshold").asDouble());
    assertEquals("2", lines("cases.csv").get(1).split(",")[13], "voxels above 0.7 in a");
    run(ExitCode.OK, files.masks(), files.predictions(), "--threshold", 0.7, "--logits");
    assertEquals("1", lines("cases.csv").get(1).split(",")[13], "logit(0.7) = 0.847");
  }

  @Test
  void aMissingPredictionIsNamedAndLeftOutOrCountedAsEmpty() throws IOException {
    writeMasks();
    Files.delete(found().resolve("a.nii.gz"));
    CommandLineRun partial = evaluate(truth(), found());
    assertEquals(ExitCode.SOME_CASES_FAILED, partial.exitCode());
    assertTrue(partial.err().contains("of 1 cases, left out: a;"), partial.err());
    assertEquals(2, lines("cases.csv").size());
    assertEquals("a", summary().at("/casesWithoutPrediction/0").asText());
    run(ExitCode.OK, truth(), found(), "--allow-missing");
    assertTrue(
        lines("cases.csv").get(1).startsWith("a,foreground,0,NaN,NaN,NaN,NaN,0,NaN,1,18,-1"));
    Files.delete(found().resolve("b/mask.nii"));
    Path other = folder.resolve("other");
    CommandLineRun none =
        CommandLineRun.of("evaluate", truth(), found(), "-o", other, "--backend", "reference");
    assertEquals(ExitCode.FAILED, none.exitCode());
    assertFalse(Files.exists(other));
  }

  @Test
  void aPredictionOnAnotherGridIsNamedAndTheOthersAreEvaluated() throws IOException {
    writeMasks();
    files.image(
        "found/a.nii.gz",
        VoxelType.UINT8,
        FrocFolders.grid(FrocFolders.SIZE, 1.5),
        new Row(1, 1, 1));
    CommandLineRun run = evaluate(truth(), found());
    assertEquals(ExitCode.SOME_CASES_FAILED, run.exitCode());
    assertTrue(run.err().contains("ib: case a: "), run.err());
    assertTrue(run.err().contains("must lie within"), run.err());
    assertEquals("a", summary().at("/casesThatFailed/0/case").asText());
    assertEquals(1, summary().get("cases").asInt());
  }

  @Test
  void theBytesDoNotDependOnThreadsMemoryOrBackend() throws IOException {
    writeMasks();
    Path wanted = written("wanted", "--backend", "reference", "--threads", 1);
    assertEquals(3, DatasetTree.files(wanted).size());
    Path little =
        written("little", "--backend", "reference", "--threads", 2, "--max-memory", "64K");
    DatasetTree.assertEqual(wanted, little, "64 KiB");
    DatasetTree.assertEqual(wanted, written("cpu", "--backend", "cpu"), "cpu");
  }

  private Path written(String name, Object... options) {
    Path target = folder.resolve(name);
    List<Object> line = new ArrayList<>(List.of("evaluate", truth(), found(), "-o", target));
    line.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(line.toArray());
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return target;
  }
}
