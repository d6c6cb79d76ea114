package org.ibengine.benchmarks.epoch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.benchmarks.BenchRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchEpochCommandTest {
  @TempDir Path folder;

  @Test
  void resultNamesMachineCommitAndWhatWasCheckedAndHasFiguresWithAndWithoutAugmentation()
      throws IOException {
    Path result = folder.resolve("bench.json");
    BenchRun run =
        BenchRun.of(
            "bench",
            "epoch",
            BenchRun.dataset(folder),
            "--runs",
            1,
            "--step-ms",
            0.1,
            "--check",
            3,
            "--commit",
            "abc1234",
            "--output",
            result);
    assertEquals(0, run.exitCode(), run.err());
    JsonNode json = new ObjectMapper().readTree(result.toFile());
    assertEquals("abc1234", json.get("commit").textValue());
    assertEquals(3, json.get("batchesEqualToReference").intValue());
    assertEquals(
        EngineOptions.fromJson(json.get("options").toString()).toJson(),
        json.get("options").toPrettyString());
    assertTrue(json.get("machine").get("cores").intValue() > 0);
    assertEquals("off", json.get("augmentation").get(0).get("augment").textValue());
    assertEquals("on", json.get("augmentation").get(1).get("augment").textValue());
    for (JsonNode item : json.get("augmentation")) {
      assertEquals(2 * 7 * 7 * 5 * (2 * 4 + 1), item.get("batchBytes").intValue());
      assertTrue(item.get("patchesPerSecond").get("median").doubleValue() > 0);
      assertTrue(item.get("ofCopy").doubleValue() > 0);
      double waiting = item.get("steppedWaitingShare").get("median").doubleValue();
      assertTrue(0 < waiting && waiting < 1, item.toString());
    }
  }

  @Test
  void anEpochOfOneBatchHasNoStepBetweenTwoAndSaysSo() throws IOException {
    Path result = folder.resolve("bench.json");
    BenchRun run =
        BenchRun.of(
            "bench",
            "epoch",
            BenchRun.dataset(folder),
            "--batch-size",
            64,
            "--runs",
            1,
            "--step-ms",
            0.1,
            "--check",
            1,
            "--output",
            result);
    assertEquals(0, run.exitCode(), run.err());
    String text = run.out() + Files.readString(result);
    assertFalse(text.contains("NaN") || text.contains("Infinity"), text);
    JsonNode boundary =
        new ObjectMapper().readTree(result.toFile()).at("/augmentation/0/freeRunning");
    assertTrue(boundary.get("gapOfStep").isNull(), boundary.toString());
  }

  @Test
  void waitingIsCountedFromAnEpochsFirstBatchToTheNextOnes() {
    long[] first = {5_000_000, 9_000_000};
    long[] second = {20_000_000, 30_000_000, 50_000_000};
    long[] third = {60_000_000};
    BatchArrivals arrivals =
        new BatchArrivals(
            List.of(first, second, third),
            List.of(0L, 0L, 0L),
            List.of(100.0, 200.0, 400.0, 1.0, 2.0, 7.0),
            2,
            8,
            3);
    assertEquals(10.0 / 40, arrivals.waitingShare(), 1e-12);
  }

  @Test
  void whatToMeasureMustBeSaid() {
    assertEquals(ExitCode.USAGE, BenchRun.of("bench").exitCode());
  }
}
