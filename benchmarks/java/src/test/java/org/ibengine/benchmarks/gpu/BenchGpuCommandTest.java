package org.ibengine.benchmarks.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.benchmarks.BenchRun;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.conformance.OnDriverDouble;
import org.ibengine.cuda.SimulatedTraining;
import org.ibengine.tensor.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The GPU's benchmark over the driver's test double: every row is made, no time means anything. */
@ExtendWith(OnDriverDouble.class)
class BenchGpuCommandTest {
  @TempDir Path folder;

  @Test
  void everyKernelIsCheckedAndMeasuredBesideACopyAndMarkedAsNoHardware() throws IOException {
    Path result = folder.resolve("gpu.json");
    List<Object> arguments = new ArrayList<>(List.of("bench", "gpu", BenchRun.dataset(folder)));
    arguments.addAll(List.of("--size", 37, 33, 29, "--patches", "5,7", "--batch-mb", 0.01));
    arguments.addAll(
        List.of("--runs", 2, "--step-ms", 0.05, "--commit", "abc1234", "--output", result));
    BenchRun run = BenchRun.of(arguments.toArray());
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("driver double, not hardware"), run.out());
    JsonNode json = new ObjectMapper().readTree(result.toFile());
    assertFalse(json.get("hardware").booleanValue());
    assertEquals("abc1234", json.get("commit").textValue());
    assertTrue(json.get("complete").booleanValue());
    List<String> operations = new ArrayList<>();
    for (JsonNode row : json.get("results")) {
      operations.add(row.get("operation").textValue());
      for (String cache : List.of("warm", "cold")) {
        JsonNode figures = row.get(cache);
        assertTrue(figures.get("gbPerSecond").doubleValue() > 0, row.toString());
        assertTrue(figures.get("ofCopy").doubleValue() > 0, row.toString());
        assertEquals(2, figures.get("seconds").get("count").intValue());
        assertTrue(figures.get("kernelSeconds").size() > 0, row.toString());
      }
    }
    assertEquals(
        List.of(
            "percentiles",
            "upload",
            "percentiles",
            "upload",
            "gather_patches",
            "gather_patches",
            "gather_patches",
            "gather_patches",
            "label_components",
            "label_components",
            "label_components"),
        operations);
    assertEquals(2, json.get("epochs").get("batchesEqualToReference").intValue());
    assertTrue(
        json.get("epochs").get("cudaPatchesPerSecond").get("median").doubleValue() > 0, run.out());
    assertEquals(0.05, json.get("epochs").get("simulatedStepMs").doubleValue());
    for (String where : List.of("cuda", "cpu")) {
      JsonNode idle = json.get("epochs").get(where + "IdleShare");
      assertEquals(2, idle.get("count").intValue());
      double share = idle.get("median").doubleValue();
      assertTrue(0 < share && share < 1, idle.toString());
    }
    assertTrue(run.out().contains("idle with steps of 0.05 ms:"), run.out());
    EngineOptions onDevice = EngineOptions.fromJson(json.get("options").toString());
    assertEquals("cuda", onDevice.resources().backend());
    assertEquals(OptionalInt.of(0), onDevice.resources().device());
    assertEquals(8, onDevice.delivery().batchSize());
    assertEquals(ElementType.FLOAT16, onDevice.delivery().type());
    EngineOptions onHost = EngineOptions.fromJson(json.get("epochs").get("cpuOptions").toString());
    assertEquals("cpu", onHost.resources().backend());
    assertEquals(onDevice, onHost.backend("cuda").device(0));
  }

  @Test
  void aRunThatFailsLeavesTheFiguresThatItHas() throws IOException {
    Path result = folder.resolve("gpu.json");
    int runs = 2;
    OnDriverDouble.failCall("cuMemcpyDtoDAsync", 3 * 2 * (1 + runs) + 1); // of the fourth row
    BenchRun run =
        BenchRun.of(
            "bench",
            "gpu",
            "--size",
            37,
            33,
            29,
            "--patches",
            5,
            "--batch-mb",
            0.01,
            "--runs",
            runs,
            "--commit",
            "abc1234",
            "--output",
            result);
    assertEquals(ExitCode.FAILED, run.exitCode(), run.err());
    JsonNode json = new ObjectMapper().readTree(result.toFile());
    assertFalse(json.get("complete").booleanValue());
    assertEquals(3, json.get("results").size());
    assertEquals("abc1234", json.get("commit").textValue());
  }

  @Test
  void epochsAloneAreMeasuredWhereKernelsAreLeftOut() throws IOException {
    Path result = folder.resolve("epochs.json");
    List<Object> arguments = new ArrayList<>(List.of("bench", "gpu", BenchRun.dataset(folder)));
    arguments.addAll(List.of("--epochs-only", "--runs", 1, "--step-ms", 0.05, "--output", result));
    BenchRun run = BenchRun.of(arguments.toArray());
    assertEquals(0, run.exitCode(), run.err());
    JsonNode json = new ObjectMapper().readTree(result.toFile());
    assertFalse(json.has("results"));
    assertEquals(1, json.get("epochs").get("cudaIdleShare").get("count").intValue());
    BenchRun refused = BenchRun.of("bench", "gpu", "--epochs-only");
    assertEquals("ib: --epochs-only needs DIR, a dataset folder", refused.err().strip());
  }

  @Test
  void everyBatchOfTwoEpochsHasItsStep() {
    EngineOptions options = EngineOptions.defaults().backend("cuda").batchSize(2);
    try (Backend backend = Backends.open("cuda", 1);
        SimulatedTraining training = SimulatedTraining.on(backend);
        IbEngine engine = IbEngine.open(BenchRun.dataset(folder), options)) {
      int steps = stepsOf(engine);
      assertTrue(steps > 3, steps + " steps");
      DeviceIdle.EpochId first = new DeviceIdle.EpochId(4, 1);
      SimulatedTraining.Course course = DeviceIdle.course(training, engine, first, 0.01);
      assertEquals(2 * steps, course.steps());
      assertTrue(course.stepSeconds() >= 2 * steps * 10e-6, course.toString());
    }
  }

  private static int stepsOf(IbEngine engine) {
    try (Epoch epoch = engine.epoch(4)) {
      return epoch.steps();
    }
  }

  @Test
  void withoutADeviceItSaysWhy() {
    System.setProperty("ib.cuda", "off");
    try {
      BenchRun run = BenchRun.of("bench", "gpu");
      assertEquals(ExitCode.FAILED, run.exitCode());
      assertEquals(
          "ib: backend cuda unavailable: switched off by -Dib.cuda=off", run.err().strip());
    } finally {
      System.clearProperty("ib.cuda");
    }
  }
}
