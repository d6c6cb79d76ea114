package org.ibengine.benchmarks.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.conformance.JsonKeys;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.torch.Libtorch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HandOverBenchTest {
  @TempDir private Path folder;
  private Path dataset;
  private final StringWriter output = new StringWriter();

  @BeforeEach
  void prepare() {
    assumeTrue(Libtorch.unavailableReason().isEmpty(), "libtorch cannot be loaded");
    dataset = TinyDataset.standard().prepare(folder.resolve("data"), Layout.VOLUMES);
  }

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new HandOverBench());
    line.setOut(new PrintWriter(output)).setErr(new PrintWriter(output));
    return line.execute(arguments);
  }

  @Test
  void everyWayIsMeasuredInEverySituationForEverySize() throws IOException {
    Path json = folder.resolve("hand_over.json");
    String options = "--batches=9 --warm-up=20 --step-ms=0.2 --edges=3,5 --commit=abc --json=";
    List<String> arguments = new ArrayList<>(List.of((options + json).split(" ")));
    arguments.add(dataset.toString());
    assertEquals(0, run(arguments.toArray(String[]::new)), output::toString);
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertEquals(List.of(), JsonKeys.notCamelCase(result));
    assertEquals("abc", result.get("commit").textValue());
    assertTrue(result.get("machine").get("cores").intValue() > 0);
    List<String> measured = new ArrayList<>();
    for (JsonNode row : result.get("results")) {
      measured.add(
          "%s %s %d"
              .formatted(
                  row.get("way").textValue(),
                  row.get("situation").textValue(),
                  row.get("batchBytes").longValue()));
      assertEquals(9, row.get("samples").intValue());
      assertOrdered(row);
    }
    List<String> wanted = new ArrayList<>();
    for (int bytes : new int[] {2 * 27 * 9, 2 * 125 * 9}) { // two patches, two float32, one uint8
      for (String way : List.of("libtorch", "DLPack")) {
        for (String step : List.of("back to back", "after a busy step", "after a sleeping step")) {
          wanted.add(way + " " + step + " " + bytes);
        }
      }
    }
    assertEquals(wanted, measured);
  }

  /** No part takes longer than the whole. */
  private static void assertOrdered(JsonNode row) {
    JsonNode whole = row.get("wholeMicros");
    for (String part : List.of("take", "tensors", "giveBack")) {
      for (String rank : List.of("p10", "median", "p90")) {
        double micros = row.get(part + "Micros").get(rank).doubleValue();
        assertTrue(0 < micros && micros < whole.get(rank).doubleValue(), row.toString());
      }
    }
    assertTrue(whole.get("p10").doubleValue() <= whole.get("p90").doubleValue(), row.toString());
  }

  @Test
  void nothingToMeasureIsABadOption() {
    assertEquals(2, run(dataset.toString(), "--batches=0"));
    assertTrue(output.toString().contains("must be at least 1"), output.toString());
  }
}
