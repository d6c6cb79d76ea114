package org.ibengine.cli.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.label.LesionClass;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The options of {@code ib prepare} that say what a lesion is, up to what records and tables say.
 */
class LesionOptionsTest {
  private static final Size3 SIZE = new Size3(9, 4, 3);
  private static final Geometry GRID =
      new Geometry(SIZE, new Geometry.Spacing(1, 1, 2), Affine.scaling(1, 1, 2));

  @TempDir private Path folder;
  private Path raw;
  private Path out;

  /** A row of value 1, 2, 2, 0, 1 and one of 3: voxels of 2 mm³. */
  @BeforeEach
  void writeACase() throws IOException {
    raw = folder.resolve("raw");
    out = folder.resolve("out");
    Path item = Files.createDirectories(raw.resolve("p1"));
    float[] image = new float[(int) SIZE.voxels()];
    for (int i = 0; i < image.length; i++) {
      image[i] = i;
    }
    float[] labels = new float[image.length];
    labels[0] = 1;
    labels[1] = 2;
    labels[2] = 2;
    labels[4] = 1;
    labels[80] = 3;
    try (Backend backend = Backends.onHost(1)) {
      TinyDataset.writeVolume(item.resolve("T1.nii"), GRID, VoxelType.INT16, image, backend);
      TinyDataset.writeVolume(item.resolve("GT.nii"), GRID, VoxelType.UINT8, labels, backend);
    }
  }

  private CommandLineRun run(Object... args) {
    List<Object> all = new ArrayList<>(List.of("prepare"));
    all.addAll(Arrays.asList(args));
    all.addAll(List.of("--layout", "volumes", "--patch-size", 3, 3, 3));
    return CommandLineRun.of(all.toArray());
  }

  private JsonNode record(CommandLineRun run) throws IOException {
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return new ObjectMapper().readTree(out.resolve("cases/p1/case.json").toFile());
  }

  private static List<String> instances(JsonNode record) {
    List<String> found = new ArrayList<>();
    record
        .get("instances")
        .forEach(
            item ->
                found.add(
                    (item.path("class").asText("") + " " + item.get("voxels").asInt()).strip()));
    return found;
  }

  @Test
  void lesionValuesAreTheOnlyLesions() throws IOException {
    JsonNode record = record(run(raw, out, "--lesion-values", "1,2"));
    assertEquals(List.of("3", "1"), instances(record));
    assertEquals(4, record.get("foregroundVoxels").asInt());
    assertEquals(0, record.get("dropped").size());
    assertEquals(0, record.get("merged").size());
  }

  @Test
  void classesMayStandBeforeOrAfterTheFoldersInOneWordOrSeveral() throws IOException {
    List<String> expected = List.of("a 1", "b 2", "a 1", "a 1");
    assertEquals(expected, instances(record(run(raw, out, "--classes", "a=1,3", "b=2"))));
    assertEquals(expected, instances(record(run("--classes", "a=1,3", "b=2", raw, out))));
    assertEquals(expected, instances(record(run(raw, out, "--classes=a=1,3,b=2"))));
    assertEquals(
        expected, instances(record(run("--classes", "a=1", raw, "--classes", "b=2", "a=3", out))));
  }

  @Test
  void classesThatAreNotUnderstoodAreUsageErrors() {
    for (Object[] words : new Object[][] {{"=1"}, {"a="}, {"a=x"}, {"a/b"}, {}, {"--force"}}) {
      List<Object> args = new ArrayList<>(List.of(raw, out, "--classes"));
      args.addAll(Arrays.asList(words));
      CommandLineRun run = CommandLineRun.of(withPrepare(args));
      assertEquals(ExitCode.USAGE, run.exitCode(), Arrays.toString(words));
      assertTrue(run.err().contains("--classes"), run.err());
    }
  }

  private static Object[] withPrepare(List<Object> args) {
    args.add(0, "prepare");
    return args.toArray();
  }

  @Test
  void aNameThatNoLayoutGivesIsRefused() {
    CommandLineRun run = run(raw, out, "--classes", "core");
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("has no label called core"), run.err());
  }

  @Test
  void instancesOfOneValueAreOneAndRenumberedOnesAreCounted() throws IOException {
    Path summary = folder.resolve("summary.json");
    CommandLineRun run = run(raw, out, "--label-kind", "instances", "--summary", summary);
    JsonNode record = record(run);
    assertEquals(List.of("2", "2", "1"), instances(record));
    assertEquals(0, record.get("renumbered").size());
    JsonNode json = new ObjectMapper().readTree(summary.toFile());
    assertEquals(0, json.get("renumbered").asInt());
    assertEquals(ExitCode.OK, CommandLineRun.of("verify", out).exitCode());
  }

  @Test
  void droppedAndMergedInstancesAreNamedAndCounted() throws IOException {
    Path summary = folder.resolve("summary.json");
    CommandLineRun run =
        run(raw, out, "--min-mm3", 3, "--merge-mm", 2.5, "--ignore-value", 7, "--summary", summary);
    JsonNode record = record(run);
    assertEquals(List.of("4"), instances(record));
    assertEquals(1, record.get("dropped").size());
    assertEquals("min-mm3", record.get("dropped").get(0).get("reason").asText());
    assertEquals(2, record.get("dropped").get(0).get("volumeMm3").asDouble());
    assertEquals(1, record.get("merged").get(0).get("instance").asInt());
    assertEquals(2, record.get("merged").get(0).get("fragments").size());
    assertTrue(run.out().contains("1 dropped, 1 merged, 0 renumbered"), run.out());
    JsonNode json = new ObjectMapper().readTree(summary.toFile());
    assertEquals(1, json.get("dropped").asInt());
    assertEquals(1, json.get("merged").asInt());
  }

  /** Of the mask, voxels 0 and 4 are one lesion, 1 and 2 lie between, and 80 is too small. */
  @Test
  void frocCountsTheInstancesOfTheRule() throws IOException {
    float[] found = new float[(int) SIZE.voxels()];
    found[0] = 0.9f; // in the lesion
    found[80] = 0.9f; // in what was dropped
    found[50] = 0.9f; // nowhere
    Path predictions = Files.createDirectories(folder.resolve("found"));
    try (Backend backend = Backends.onHost(1)) {
      TinyDataset.writeVolume(
          predictions.resolve("p1.nii"), GRID, VoxelType.FLOAT32, found, backend);
    }
    record(run(raw, out));
    JsonNode plain = froc(predictions);
    assertEquals(3, plain.get("groups").get(0).get("instances").asInt());
    assertEquals(1, plain.get("falsePositives").asInt());
    record(run(raw, out, "--min-mm3", 3, "--merge-mm", 2.5));
    JsonNode ruled = froc(predictions);
    assertEquals(1, ruled.get("groups").get(0).get("instances").asInt());
    assertEquals(1, ruled.get("falsePositives").asInt());
  }

  private JsonNode froc(Path predictions) throws IOException {
    Path report = folder.resolve("report");
    CommandLineRun run = CommandLineRun.of("froc", out, predictions, "-o", report);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return new ObjectMapper().readTree(report.resolve("summary.json").toFile());
  }

  @Test
  void rulesThatContradictEachOtherAreUsageErrors() {
    for (Object[] words :
        new Object[][] {
          {"--lesion-values", "1", "--classes", "a=2"},
          {"--lesion-values", "0"},
          {"--label-kind", "organs"},
          {"--label-kind", "instances", "--merge-mm", 3},
          {"--min-mm3", "-1"},
          {"--ignore-value", "2", "--classes", "a=2"}
        }) {
      List<Object> args = new ArrayList<>(List.of(raw, out));
      args.addAll(Arrays.asList(words));
      CommandLineRun run = CommandLineRun.of(withPrepare(args));
      assertEquals(ExitCode.USAGE, run.exitCode(), Arrays.toString(words) + run.err());
    }
  }

  @Test
  void statsTellTheClasses() throws IOException {
    record(run(raw, out, "--classes", "a=1,3", "b=2"));
    CommandLineRun text = CommandLineRun.of("stats", out);
    assertTrue(text.out().lines().anyMatch(line -> line.matches("b +1 +2 .*")), text.out());
    JsonNode json = new ObjectMapper().readTree(CommandLineRun.of("stats", out, "--json").out());
    assertEquals("a", json.get("classes").get(0).get("class").asText());
    assertEquals(3, json.get("classes").get(0).get("instances").asInt());
    assertEquals(3, json.get("classes").get(0).get("voxels").asInt());
    assertEquals(
        1,
        json.get("classes")
            .get(0)
            .get("sampling")
            .get("instance")
            .get("patchesPerInstance")
            .asInt());
  }

  @Test
  void namesAloneAreClassesWithoutValues() {
    assertEquals(
        List.of(
            new LesionClass("core tumour", List.of()),
            new LesionClass("rim", List.of()),
            new LesionClass("x", List.of(4L, 5L))),
        ClassWords.parse(List.of("core tumour,rim", "x=4,5")));
  }
}
