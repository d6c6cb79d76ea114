package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.FrocFolders.Row;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say about voxels and labels that are out of the ordinary. */
class OddValuesCommandTest {
  @TempDir private Path folder;
  private FrocFolders files;
  private Path raw;
  private Path out;

  @BeforeEach
  void makeTwoCases() {
    files = new FrocFolders(folder);
    raw = files.raw();
    out = folder.resolve("out");
    for (String name : List.of("a", "b")) {
      files.image("raw/" + name + "/T1.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, ramp(1));
    }
  }

  /** Five values each in every row, so that percentiles differ. */
  private static Row[] ramp(double scale) {
    Row[] rows = new Row[35];
    for (int i = 0; i < rows.length; i++) {
      double v = scale * (i + 1);
      rows[i] = new Row(1, i % 7, i / 7, v, v + 1, v + 2, v + 3, v + 4);
    }
    return rows;
  }

  private CommandLineRun prepare(Object... more) {
    List<Object> args = new ArrayList<>(List.of("prepare", raw, out, "--layout", "volumes"));
    args.addAll(List.of("--patch-size", 4, 4, 4, "--body", "none")); // a ramp has none
    args.addAll(List.of(more));
    return CommandLineRun.of(args.toArray());
  }

  private static List<String> warnings(CommandLineRun run) {
    return run.err().lines().filter(line -> line.startsWith("ib: warning: ")).toList();
  }

  private static JsonNode json(CommandLineRun run) throws IOException {
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void coincidingPercentilesAreOneWarningAndStayInTheStatistics() throws IOException {
    assertEquals(ExitCode.OK, prepare().exitCode());
    assertEquals(
        0, json(CommandLineRun.of("stats", out, "--json")).get("coincidingPercentiles").size());
    assertFalse(CommandLineRun.of("stats", out).out().contains("coincide"));

    files.image("raw/b/T1.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, new Row(3, 2, 1, 0.5, 2.5));
    CommandLineRun run = prepare();
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertEquals(1, warnings(run).size(), run.err());
    assertTrue(warnings(run).get(0).startsWith("ib: warning: case b: modality T1: "), run.err());
    JsonNode listed = json(CommandLineRun.of("stats", out, "--json")).get("coincidingPercentiles");
    assertEquals("[{\"case\":\"b\",\"modality\":\"T1\",\"value\":0.0}]", listed.toString());
    String text = CommandLineRun.of("stats", out).out();
    assertTrue(text.contains("Percentiles that coincide"), text);
    assertEquals(0, warnings(prepare()).size());
  }

  @Test
  void theRefusalOfNanNamesTheOptionAndTheOptionTakesThem() throws IOException {
    files.image(
        "raw/b/T1.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, new Row(3, 2, 1, Float.NaN, 2));
    CommandLineRun refused = prepare();
    assertEquals(ExitCode.SOME_CASES_FAILED, refused.exitCode());
    assertTrue(refused.err().contains("case b: "), refused.err());
    assertTrue(refused.err().contains("T1.nii.gz"), refused.err());
    assertTrue(refused.err().contains("--nan zero"), refused.err());
    assertEquals(ExitCode.OK, prepare("--nan", "zero").exitCode());
    assertEquals(ExitCode.OK, prepare("--nan", "min").exitCode());
    assertEquals(ExitCode.USAGE, prepare("--nan", "max").exitCode());
  }

  @Test
  void whatALabelMapMergesIsInTheSummaryToo() throws IOException {
    files.image(
        "raw/a/GT.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, new Row(1, 1, 1, 300, 301, 301));
    Path summary = folder.resolve("summary.json");
    CommandLineRun run = prepare("--summary", summary);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertEquals(2, warnings(run).size(), run.err());
    JsonNode json = new ObjectMapper().readTree(summary.toFile());
    assertEquals("a", json.get("warnings").get(0).get("case").asText());
    String first = json.get("warnings").get(0).get("message").asText();
    String second = json.get("warnings").get(1).get("message").asText();
    assertTrue(first.startsWith("GT.nii.gz: 1 of 1 components holds several"), first);
    assertTrue(second.startsWith("GT.nii.gz: labels go up to 301"), second);
    assertEquals(1, json.get("instances").asInt());
  }

  @Test
  void multiClassMasksOfManyCasesAreAFewLinesAndAllInTheSummary() throws IOException {
    for (String name : List.of("a", "c", "d", "e", "f", "g", "h", "i")) {
      files.image("raw/" + name + "/T1.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, ramp(1));
      files.image(
          "raw/" + name + "/GT.nii.gz", VoxelType.UINT8, FrocFolders.GRID, new Row(1, 1, 1, 1, 2));
    }
    Path summary = folder.resolve("summary.json");
    CommandLineRun run = prepare("--summary", summary);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    List<String> lines = warnings(run);
    assertEquals(6, lines.size(), run.err());
    assertTrue(lines.get(4).startsWith("ib: warning: case f: GT.nii.gz: 1 of 1"), lines.get(4));
    assertTrue(lines.get(5).contains("3 more of components that hold several"), lines.get(5));
    assertTrue(lines.get(5).contains("in cases g, h, i;"), lines.get(5));
    assertEquals(8, new ObjectMapper().readTree(summary.toFile()).get("warnings").size());
  }

  @Test
  void frocTakesLabelsAbove255AndThoseThatRoundingLost() throws IOException {
    JsonNode plain = froc(1);
    assertEquals(plain, froc(256));
    assertEquals(plain, froc(1007));
    assertEquals(plain, froc(0.9999999));
  }

  private JsonNode froc(double label) throws IOException {
    files.image(
        "masks/a.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, new Row(1, 1, 1, label, label));
    files.image("pred/a.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, new Row(1, 1, 1, 0.75, 0.75));
    Path result = folder.resolve("froc" + label);
    CommandLineRun run =
        CommandLineRun.of("froc", folder.resolve("masks"), folder.resolve("pred"), "-o", result);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    JsonNode json = new ObjectMapper().readTree(result.resolve("summary.json").toFile());
    assertEquals(1, json.get("groups").get(0).get("instances").asInt());
    return json.get("groups");
  }
}
