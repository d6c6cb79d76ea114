package org.ibengine.cli.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.FrocFolders;
import org.ibengine.cli.PhantomDataset;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsCommandTest {
  private static final Geometry PATCH = FrocFolders.grid(new Size3(9, 7, 5), 1);

  @TempDir Path folder;

  @Test
  void everySamplingShowsAsManyPatchesAndOnlyInstanceSamplingMissesNothing() throws IOException {
    Path dataset = PhantomDataset.make(folder);
    CommandLineRun run = CommandLineRun.of("stats", dataset, "--json");
    assertEquals(0, run.exitCode(), run.err());
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertEquals(PhantomDataset.INSTANCES, json.get("instances").intValue());
    assertEquals(3, json.get("cases").size());
    for (String sampling : new String[] {"instance", "case", "voxel"}) {
      double patches = 0;
      double missed = 0;
      for (JsonNode bin : json.get("sizes")) {
        patches += bin.get("sampling").get(sampling).get("patches").doubleValue();
        missed += bin.get("sampling").get(sampling).get("neverSeen").doubleValue();
      }
      assertEquals(PhantomDataset.INSTANCES, patches, 1e-9, sampling);
      assertEquals(sampling.equals("instance"), missed == 0, sampling);
    }
  }

  @Test
  void textHasALineForEachCaseAndTheThreeSamplingsSideBySide() {
    CommandLineRun run = CommandLineRun.of("stats", PhantomDataset.make(folder));
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("3 cases, 9 instances"), run.out());
    assertTrue(run.out().contains("phantom002"), run.out());
    assertTrue(run.out().contains("by instance  by case  by voxel"), run.out());
  }

  /** A patch of one modality; the voxels that its rows name are foreground. */
  private void patch(String name, String kind, int number, FrocFolders.Row... foreground) {
    FrocFolders files = new FrocFolders(folder.resolve("script"));
    String place = kind.equals("positive") ? "lesion_patches/" : "background_patches/";
    String end = "_%s_%04d.nii.gz".formatted(kind, number);
    files.image(place + name + "_T1" + end, VoxelType.FLOAT32, PATCH);
    files.image(place + name + "_label" + end, VoxelType.FLOAT32, PATCH, foreground);
  }

  /** p07 has a lesion of 3 voxels and one of 2 at the border, p09 none. */
  private Path scriptFolder() {
    FrocFolders.Row other = new FrocFolders.Row(0, 6, 4, 1); // of another lesion, off the centre
    patch("p07", "positive", 0, new FrocFolders.Row(3, 3, 2, 1, 1, 1), other);
    patch("p07", "positive", 1, new FrocFolders.Row(7, 2, 1, 1, 1));
    patch("p07", "negative", 0);
    patch("p09", "negative", 0);
    patch("p09", "negative", 1);
    return folder.resolve("script");
  }

  @Test
  void plansOfTheScriptsPatchesSayThatNobodyKnowsThePlaceInTheVolume() throws IOException {
    Path plan = folder.resolve("plan.jsonl");
    CommandLineRun run =
        CommandLineRun.of(
            "epoch",
            scriptFolder(),
            "--backend",
            "reference",
            "--patch-size",
            3,
            3,
            3,
            "--plan",
            plan);
    assertEquals(0, run.exitCode(), run.err());
    for (String line : Files.readAllLines(plan)) {
      JsonNode request = new ObjectMapper().readTree(line);
      assertEquals("stored_patch", request.get("space").textValue(), line);
      assertEquals(3, request.get("corner").size(), line);
      assertTrue(request.get("cornerInVolume").isNull(), line);
    }
  }

  @Test
  void patchesOfTheScriptAreCountedAndWhatTheyDoNotTellIsNull() throws IOException {
    CommandLineRun run = CommandLineRun.of("stats", scriptFolder(), "--json");
    assertEquals(0, run.exitCode(), run.err());
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertEquals("patches of the IB-sampling script", json.get("source").textValue());
    assertEquals(2, json.get("instances").intValue());
    assertEquals(1, json.get("instancesAtPatchBorder").intValue());
    assertEquals(5, json.get("foregroundVoxelsSeen").intValue());
    assertTrue(json.get("voxels").isNull() && json.get("foregroundVoxels").isNull());
    assertEquals("[9,7,5]", json.get("patchSize").toString());
    JsonNode first = json.get("cases").get(0);
    assertEquals("p07", first.get("case").textValue());
    assertEquals(2, first.get("instances").intValue());
    assertEquals(2, first.get("smallestVoxelsSeen").intValue());
    assertEquals(1, first.get("backgroundPatches").intValue());
    assertTrue(first.get("foregroundRatio").isNull());
    JsonNode second = json.get("cases").get(1);
    assertEquals(0, second.get("instances").intValue());
    assertEquals(2, second.get("backgroundPatches").intValue());
    assertEquals("2-9", json.get("sizes").get(0).get("bin").textValue());
    assertEquals(2, json.get("sizes").get(0).get("instances").intValue());
  }

  @Test
  void textOfTheScriptsPatchesNamesWhatIsUnknown() {
    CommandLineRun run = CommandLineRun.of("stats", scriptFolder(), "--patch-size", 3, 3, 3);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("patches of the IB-sampling script: 2 cases, 2 instances"));
    assertTrue(run.out().contains("Unknown: the size of the volumes"), run.out());
    assertTrue(run.out().lines().anyMatch(line -> line.matches("p07 .* unknown +1")), run.out());
    assertTrue(run.out().contains("7.41 %"), run.out()); // of a patch: 2 of 27 voxels
  }

  @Test
  void patchesOfTheScriptWithoutAnyLesionAreCountedToo() {
    patch("p09", "negative", 0);
    CommandLineRun run = CommandLineRun.of("stats", folder.resolve("script"));
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("1 case, 0 instances"), run.out());
  }
}
