package org.ibengine.cli.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.FrocFolders;
import org.ibengine.cli.FrocFolders.Row;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Rows of several classes, and the table of the published study. */
class EvaluateClassesTest extends EvaluateFixture {
  @Test
  void mapsOfSeveralLabelsHaveARowForEach() throws IOException {
    image("truth/a.nii.gz", new Row(1, 1, 1, 1, 2, 2));
    image("truth/b.nii.gz", new Row(1, 1, 1, 2));
    image("found/a.nii.gz", new Row(1, 1, 1, 1, 1, 2));
    image("found/b.nii.gz", new Row(1, 1, 1, 2));
    run(ExitCode.OK, truth(), found());
    assertEquals(
        List.of("a,1,0.6666666666666666", "a,2,0.6666666666666666", "b,1,NaN", "b,2,1"),
        lines("cases.csv").stream()
            .skip(1)
            .map(line -> String.join(",", List.of(line.split(",")).subList(0, 3)))
            .toList());
    assertEquals((2.0 / 3 + 1) / 2, summary().at("/classes/1/means/dice").asDouble());
    assertEquals((4.0 / 3 + 1) / 3, summary().at("/means/dice").asDouble(), 1e-15);
    run(ExitCode.OK, truth(), found(), "--classes", "foreground");
    assertEquals(3, lines("cases.csv").size());
    assertEquals(1, summary().at("/means/dice").asDouble());
    run(ExitCode.OK, truth(), found(), "--classes", "2");
    assertEquals(3, lines("cases.csv").size());
    assertEquals((2.0 / 3 + 1) / 2, summary().at("/means/dice").asDouble());
  }

  @Test
  void theTableOfThePublishedStudyIsQuoted() throws IOException {
    writeMasks();
    Path table = folder.resolve("published.csv");
    run(ExitCode.OK, truth(), found(), "--published", table);
    assertEquals(
        List.of(
            "\"filename\",\"dsc\",\"hausdorff\",\"abs_diff\",\"fg_ratio\"",
            "\"a\",\"0.6666666666666666\",\"2.0\",\"1.0\",\"0.009523809523809525\"",
            "\"b\",\"nan\",\"nan\",\"nan\",\"0.0\""),
        Files.readAllLines(table));
  }

  @Test
  void aDatasetTellsItsConnectivityAndClasses() throws IOException {
    image("raw/a/GT.nii.gz", new Row(1, 1, 1, 1, 1, 2, 2), new Row(5, 2, 2, 2));
    files.image("raw/a/T1.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, new Row(0, 0, 0, 1, 2, 3));
    Path dataset = folder.resolve("dataset");
    CommandLineRun prepared =
        CommandLineRun.of(
            "prepare",
            folder.resolve("raw"),
            dataset,
            "--layout",
            "volumes",
            "--patch-size",
            3,
            3,
            3,
            "--connectivity",
            6,
            "--classes",
            "core=1",
            "rim=2");
    assertEquals(0, prepared.exitCode(), prepared.err());
    image("found/a.nii.gz", new Row(1, 1, 1, 1, 1, 1, 2));
    run(ExitCode.OK, dataset, found());
    assertEquals(6, summary().get("connectivity").asInt());
    assertTrue(lines("cases.csv").get(1).startsWith("a,core,0.8,"), lines("cases.csv").get(1));
    assertTrue(lines("cases.csv").get(2).startsWith("a,rim,0.5,"), lines("cases.csv").get(2));
    assertEquals(
        List.of("a,core,matched,1", "a,rim,matched,2", "a,rim,missed,3"),
        lines("lesions.csv").stream()
            .skip(1)
            .map(line -> String.join(",", List.of(line.split(",")).subList(0, 4)))
            .toList());
  }

  @Test
  void valuesOfRawLabelMapsThatAreLesionsAreThoseThatAPredictedMaskIsComparedWith()
      throws IOException {
    image("truth/a.nii.gz", new Row(1, 1, 1, 1, 1, 2, 2, 1), new Row(5, 5, 3, 2));
    image("found/a.nii.gz", new Row(1, 1, 1, 0, 0, 1, 1), new Row(1, 4, 1, 1));
    run(ExitCode.OK, truth(), found(), "--lesion-values", "2");
    assertTrue(lines("cases.csv").get(1).startsWith("a,foreground," + 4.0 / 6 + ","));
    assertTrue(lines("cases.csv").get(1).endsWith(",1,1,1"), lines("cases.csv").get(1));
    run(ExitCode.USAGE, truth(), found(), "--lesion-values", "0");
    run(ExitCode.FAILED, truth(), found(), "--lesion-values", "2", "--classes", "2");
    CommandLineRun curve =
        CommandLineRun.of(
            "froc",
            truth(),
            probabilities(),
            "-o",
            out,
            "--backend",
            "reference",
            "--lesion-values",
            "2");
    assertEquals(ExitCode.OK, curve.exitCode(), curve.err());
    assertEquals(2, summary().at("/groups/0/instances").asInt());
    assertEquals(1, summary().at("/groups/0/found").asInt());
    assertEquals(1, summary().get("falsePositives").asInt());
  }

  private Path probabilities() {
    files.image(
        "scores/a.nii.gz",
        VoxelType.FLOAT32,
        FrocFolders.GRID,
        new Row(1, 1, 1, 0, 0, 0.75, 0.75),
        new Row(1, 4, 1, 0.75));
    return folder.resolve("scores");
  }

  @Test
  void labelsAbove255CannotBeToldApart() throws IOException {
    files.image("truth/a.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, new Row(1, 1, 1, 1, 2, 300));
    image("found/a.nii.gz", new Row(1, 1, 1, 1, 1, 1));
    run(ExitCode.OK, truth(), found());
    assertEquals(1, summary().at("/means/dice").asDouble(), "everything above 0");
    for (String option : List.of("--lesion-values", "--classes")) {
      CommandLineRun run = evaluate(truth(), found(), option, "2");
      assertEquals(ExitCode.FAILED, run.exitCode());
      assertTrue(run.err().contains("the largest is 300"), run.err());
    }
  }

  @Test
  void someCasesAreEvaluatedByNameOrByTheListOfASplit() throws IOException {
    writeMasks();
    image("truth/c.nii.gz", new Row(1, 1, 1, 1));
    Path split = folder.resolve("split.json");
    Files.writeString(split, "{\"train\": [\"c\"], \"validation\": [\"b\"], \"test\": [\"a\"]}");
    run(ExitCode.SOME_CASES_FAILED, truth(), found());
    run(ExitCode.OK, truth(), found(), "--only", "a,b");
    assertEquals(2, summary().get("cases").asInt());
    assertEquals(0, summary().get("casesWithoutPrediction").size());
    run(ExitCode.OK, truth(), found(), "--split", split);
    assertTrue(lines("cases.csv").get(1).startsWith("a,"));
    assertEquals(2, lines("cases.csv").size());
    run(ExitCode.OK, truth(), found(), "--split", split, "--of", "validation");
    assertTrue(lines("cases.csv").get(1).startsWith("b,"));
    CommandLineRun unknown = evaluate(truth(), found(), "--only", "a,z");
    assertEquals(ExitCode.FAILED, unknown.exitCode());
    assertTrue(unknown.err().contains("does not have: z"), unknown.err());
    run(ExitCode.USAGE, truth(), found(), "--split", split, "--only", "a");
    run(ExitCode.USAGE, truth(), found(), "--of", "test");
    run(ExitCode.USAGE, truth(), found(), "--split", split, "--of", "tests");
  }
}
