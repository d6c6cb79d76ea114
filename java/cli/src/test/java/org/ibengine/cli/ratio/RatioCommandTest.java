package org.ibengine.cli.ratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.FrocFolders;
import org.ibengine.cli.FrocFolders.Row;
import org.ibengine.cli.PhantomDataset;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatioCommandTest {
  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  private static JsonNode summary(int exitCode, Object... words) throws IOException {
    Path file = folder.resolve("summary.json");
    Object[] all = new Object[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--summary";
    all[words.length + 1] = file;
    CommandLineRun run = CommandLineRun.of(all);
    assertEquals(exitCode, run.exitCode(), run.err());
    return new ObjectMapper().readTree(file.toFile());
  }

  @Test
  void theDatasetIsAllPlacementsAndAllInstancesOfItsCases() throws IOException {
    JsonNode json = summary(ExitCode.OK, "ratio", dataset, "--sizes", 5, "7,9,4");
    assertEquals(3, json.get("cases").size());
    for (int size = 0; size < 2; size++) {
      long placements = 0;
      long counts = 0;
      double instances = 0;
      for (JsonNode item : json.get("cases")) {
        JsonNode one = item.get("sizes").get(size);
        placements += one.get("placements").asLong();
        counts += one.get("uniform").get("sumOfCounts").asLong();
        if (one.has("instanceJitter")) {
          instances +=
              one.get("instances").asLong() * one.get("instanceJitter").get("mean").asDouble();
        }
      }
      JsonNode all = json.get("sizes").get(size);
      double voxels = size == 0 ? 125 : 252;
      assertEquals(placements, all.get("placements").asLong());
      assertEquals(PhantomDataset.INSTANCES, all.get("instances").asInt());
      assertEquals(counts / voxels / placements, all.get("uniform").get("mean").asDouble(), 1e-15);
      assertEquals(
          instances / PhantomDataset.INSTANCES,
          all.get("instanceJitter").get("mean").asDouble(),
          1e-15);
    }
  }

  @Test
  void noResultDependsOnThreadsOrMemory() throws IOException {
    JsonNode many = summary(ExitCode.OK, "ratio", dataset, "--threads", 7);
    JsonNode one = summary(ExitCode.OK, "ratio", dataset, "--threads", 1, "--max-memory", "64K");
    assertEquals(many, one);
  }

  @Test
  void theFolderMayComeAfterTheSizes() throws IOException {
    JsonNode json = summary(ExitCode.OK, "ratio", "--sizes", 6, "7,9,4", dataset);
    assertEquals("[7,9,4]", json.get("sizes").get(1).get("size").toString());
  }

  @Test
  void millimetresAreVoxelsOfEachCase() throws IOException {
    Path mixed = twoSpacings();
    JsonNode json = summary(ExitCode.OK, "ratio", mixed, "--sizes-mm", "4", "2.5,6,9");
    assertEquals("[4,2,1]", size(json, 0, 0)); // 4 / 2 mm, 4 / 3 mm
    assertEquals("[2,2,1]", size(json, 1, 0));
    assertEquals("[3,3,3]", size(json, 0, 1)); // 2.5 / 1 mm: halves up
    assertEquals("[1,3,3]", size(json, 1, 1));
    assertEquals("[4,2,1]", json.get("sizes").get(0).get("size").toString());
    assertEquals("[4.0,4.0,4.0]", json.get("sizes").get(0).get("sizeMm").toString());
    CommandLineRun run = CommandLineRun.of("ratio", mixed, "--sizes-mm", 4);
    assertTrue(
        run.out().contains("4,4,4 mm is 2,2,1 voxels in 1 case, 4,2,1 voxels in 1 case"),
        run.out());
    assertTrue(run.out().contains("cases differ in spacing"), run.out());
  }

  private static String size(JsonNode json, int item, int size) {
    return json.get("cases").get(item).get("sizes").get(size).get("size").toString();
  }

  private static Path twoSpacings() {
    FrocFolders files = new FrocFolders(folder.resolve("mixed"));
    for (int i = 0; i < 2; i++) {
      Geometry grid = FrocFolders.grid(new Size3(9, 7, 5), 1 + i);
      files.image("raw/s" + i + "/GT.nii.gz", VoxelType.UINT8, grid, new Row(2, 3, 1, 1, 1));
      files.image("raw/s" + i + "/T1.nii.gz", VoxelType.FLOAT32, grid, new Row(0, 0, 0, 1, 2, 3));
    }
    Path out = folder.resolve("mixed/out");
    CommandLineRun run =
        CommandLineRun.of("prepare", folder.resolve("mixed/raw"), out, "--layout", "volumes");
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return out;
  }

  @Test
  void caseFoldersAndMasksAreTheSameAsWhatIsPreparedFromThem() throws IOException {
    JsonNode prepared = summary(ExitCode.OK, "ratio", dataset, "--modalities", "T1");
    JsonNode raw = summary(ExitCode.OK, "ratio", folder.resolve("raw"));
    assertEquals(prepared, raw);
    Path masks = Files.createDirectories(folder.resolve("masks"));
    for (int i = 0; i < 3; i++) {
      Path mask = folder.resolve("raw/phantom00" + i + "/GT.nii.gz");
      Files.copy(mask, masks.resolve("phantom00" + i + ".nii.gz"));
    }
    assertEquals(prepared, summary(ExitCode.OK, "ratio", masks));
  }

  @Test
  void aFolderWithoutMasksIsRefused() throws IOException {
    CommandLineRun run = CommandLineRun.of("ratio", Files.createDirectories(folder.resolve("no")));
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("holds no ground truth; expected a prepared dataset"), run.err());
  }

  @Test
  void aDatasetWithoutInstancesRecommendsNothing() throws IOException {
    FrocFolders files = new FrocFolders(folder.resolve("nothing"));
    files.image("raw/a/GT.nii.gz", VoxelType.UINT8, FrocFolders.GRID);
    files.image("raw/a/T1.nii.gz", VoxelType.FLOAT32, FrocFolders.GRID, new Row(0, 0, 0, 1, 2));
    Path out = folder.resolve("nothing/out");
    CommandLineRun.of("prepare", folder.resolve("nothing/raw"), out, "--layout", "volumes");
    JsonNode json = summary(ExitCode.FAILED, "ratio", out, "--sizes", 3);
    assertTrue(json.get("recommended").isNull());
    JsonNode size = json.get("sizes").get(0);
    assertEquals(1, size.get("uniform").get("zeroShare").asDouble());
    assertTrue(size.get("containment").get("share").isNull());
    assertFalse(size.has("instanceJitter"));
    assertFalse(size.has("voxel"));
  }

  @Test
  void patchesAreRefusedWithTheRemedy() {
    Path out = folder.resolve("patches");
    CommandLineRun.of(
        "prepare", folder.resolve("raw"), out, "--layout", "patches", "--patch-size", 7, 7, 5);
    CommandLineRun run = CommandLineRun.of("ratio", out);
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("prepare the raw cases with --layout volumes"), run.err());
  }

  @Test
  void wrongWordsAreRefusedByTheNameOfTheOption() {
    refuses("--sizes takes sizes", "--sizes", "64,64");
    refuses("--sizes takes sizes", "--sizes", "0");
    refuses("--sizes takes sizes", "--sizes", "32", "3.5");
    refuses("was nothing", "--sizes");
    refuses("--sizes-mm takes sizes", "--sizes-mm", "x");
    refuses("exclude each other", "--sizes", 3, "--sizes-mm", 4);
    refuses("--min-in-range must be from 0 to 1", "--min-in-range", "1.5");
    refuses("--min-containment must be from 0 to 1", "--min-containment", "NaN");
    refuses("--batch-size must be at least 1", "--batch-size", 0);
    refuses("--prefetch must be at least 1", "--prefetch", 0);
    refuses("--dtype must be float32 or float16", "--dtype", "int8");
    refuses("memory must be a number", "--memory", "lots");
  }

  private static void refuses(String message, Object... options) {
    Object[] words = new Object[options.length + 2];
    words[0] = "ratio";
    words[1] = dataset;
    System.arraycopy(options, 0, words, 2, options.length);
    CommandLineRun run = CommandLineRun.of(words);
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }

  @Test
  void anUnknownModalityIsRefused() {
    CommandLineRun run = CommandLineRun.of("ratio", dataset, "--modalities", "T9");
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("there is no modality T9"), run.err());
  }
}
