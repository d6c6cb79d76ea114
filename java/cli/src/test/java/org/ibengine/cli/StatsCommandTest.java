package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsCommandTest {
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
        missed += bin.get("sampling").get(sampling).get("never_seen").doubleValue();
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
}
