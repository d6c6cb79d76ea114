package org.ibengine.cli.ratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real scans: patches of patient19 for a network that is applied to patient07. */
class RatioExampleTest {
  private static final double TOLERANCE = 1e-12;

  @TempDir static Path folder;
  private static Path train;
  private static Path target;

  @BeforeAll
  static void prepare() throws IOException {
    String data = System.getenv("IB_TEST_DATA");
    assumeTrue(data != null, "IB_TEST_DATA is not set: patient19 is not in the repository");
    train = prepared(data, "patient19");
    target = prepared(data, "patient07");
  }

  private static Path prepared(String data, String name) throws IOException {
    Path raw = Files.createDirectories(folder.resolve("raw-" + name).resolve(name));
    for (String file : List.of("FLAIR.nii.gz", "T1.nii.gz", "GT.nii.gz")) {
      Files.copy(Path.of(data, "ms", name, file), raw.resolve(file));
    }
    Path out = folder.resolve(name);
    CommandLineRun run = CommandLineRun.of("prepare", raw.getParent(), out, "--layout", "volumes");
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return out;
  }

  private static JsonNode golden() throws IOException {
    Path file = Path.of("..", "core", "src", "test", "resources", "ratio", "golden.json");
    return new ObjectMapper().readTree(file.toFile());
  }

  private record Answer(CommandLineRun run, JsonNode json) {}

  private static Answer ratio(Object... options) throws IOException {
    Path summary = folder.resolve("summary.json");
    Files.deleteIfExists(summary);
    List<Object> words = new ArrayList<>(List.of("ratio", train, "--summary", summary));
    words.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(words.toArray());
    return new Answer(run, new ObjectMapper().readTree(summary.toFile()));
  }

  @Test
  void theWindowsOfTheTargetDecide() throws IOException {
    Answer answer = ratio("--target", target);
    assertEquals(ExitCode.OK, answer.run().exitCode(), answer.run().err());
    assertEquals("[64,64,64]", answer.json().get("recommended").toString());
    JsonNode plan = golden().get("planner_train_patient19_test_patient07");
    for (int i = 0; i < plan.size(); i++) {
      check(plan.get(i), answer.json().get("sizes").get(i));
    }
    assertTrue(answer.run().out().contains("recommended: 64,64,64, 4,718,592 bytes"));
    List<String> reasons = new ArrayList<>();
    answer.json().get("reasons").forEach(reason -> reasons.add(reason.asText()));
    assertTrue(reasons.get(0).startsWith("64,64,64 keeps every rule"), reasons.toString());
    assertTrue(
        reasons.get(1).startsWith("96,96,96 breaks in-range: 0 of 27 windows"), reasons.toString());
    assertTrue(reasons.get(1).contains("patches have 0.002158 to"), reasons.toString());
    assertEquals(3, reasons.size(), reasons.toString());
  }

  private static void check(JsonNode wanted, JsonNode found) {
    assertEquals(wanted.get("size").asInt(), found.get("size").get(0).asInt());
    assertEquals(
        wanted.get("bytes_per_batch_of_2_two_modalities_float32"), found.get("batchBytes"));
    JsonNode target = found.get("target");
    assertEquals(wanted.get("test_windows"), target.get("windows"));
    assertEquals(wanted.get("test_windows_with_foreground"), target.get("windowsWithForeground"));
    close(wanted.get("in_range_share_of_windows_with_foreground"), target.get("inRangeShare"));
    assertEquals(
        wanted.get("test_volume_in_range_as_published").asBoolean() ? 1 : 0,
        target.get("volumesInRange").asInt());
    JsonNode range = wanted.get("training_range_of_all_placements");
    JsonNode patches = wanted.get("training_range_of_instance_patches");
    close(range.get(0), target.get("trainingRange").get(0));
    close(range.get(1), target.get("trainingRange").get(1));
    close(patches.get(0), found.get("instanceJitter").get("min"));
    close(patches.get(1), found.get("instanceJitter").get("max"));
  }

  private static void close(JsonNode wanted, JsonNode found) {
    double value = wanted.asDouble();
    assertEquals(value, found.asDouble(), TOLERANCE * Math.abs(value));
  }

  @Test
  void bytesOfHalfFloatsWithWeights() throws IOException {
    JsonNode sizes = ratio("--dtype", "float16", "--with-weights").json().get("sizes");
    JsonNode plan = golden().get("planner_train_patient19_test_patient07");
    for (int i = 0; i < plan.size(); i++) {
      assertEquals(plan.get(i).get("float16_with_weights"), sizes.get(i).get("batchBytes"));
    }
  }

  /** The one case alone is the dataset, so both say what the golden values say. */
  @Test
  void theSummaryHoldsTheGoldenValuesOfCaseAndDataset() throws IOException {
    JsonNode json = ratio("--sizes", "32", "48", "64", "96", "128", "48,64,40").json();
    JsonNode wanted = golden().get("cases").get("patient19").get("sizes");
    JsonNode item = json.get("cases").get(0);
    assertEquals("patient19", item.get("case").asText());
    for (int i = 0; i < wanted.size(); i++) {
      GoldenSize.check(wanted.get(i), item.get("sizes").get(i));
      GoldenSize.check(wanted.get(i), json.get("sizes").get(i));
    }
  }

  @Test
  void memoryIsInBytesAndTheFirstRuleThatBreaks() throws IOException {
    Answer answer = ratio("--memory", "4718592", "--min-containment", "0.995");
    assertEquals(ExitCode.FAILED, answer.run().exitCode());
    assertTrue(answer.json().get("recommended").isNull());
    assertEquals("[64,64,64]", answer.json().get("nearest").toString());
    String breaks = answer.json().get("sizes").get(4).get("breaks").toString();
    assertEquals("[{\"rule\":\"batch bytes\",\"value\":3.7748736E7,\"limit\":4718592.0}]", breaks);
    assertEquals(
        ExitCode.OK, ratio("--memory", "4718592").run().exitCode(), "139 of 140 are enough");
  }

  @Test
  void instancesThatDoNotFitAreNamed() throws IOException {
    String out = ratio("--sizes", "96").run().out();
    assertTrue(
        out.contains("not whole in any patch of that size: patient19 instance 1 (107 x 117 x 87)"),
        out);
  }
}
