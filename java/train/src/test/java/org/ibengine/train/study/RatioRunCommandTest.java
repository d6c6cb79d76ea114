package org.ibengine.train.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.torch.Libtorch;
import org.ibengine.torch.train.RunConfig;
import org.ibengine.torch.train.RunFolder;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ib ratio run}: the whole chain on balls of 16³ voxels. */
class RatioRunCommandTest {
  @TempDir private static Path shared;
  private static BallStudy balls;

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() {
    assumeTrue(Libtorch.unavailableReason().isEmpty(), "libtorch cannot be loaded");
    balls = new BallStudy(shared);
  }

  @Test
  void aStudyOfTwoSizesAndNetworksEndsWithATable() throws IOException {
    Path runs = folder.resolve("runs");
    Object[] line =
        balls.study(runs, "--sizes", 8, 16, "--networks", "unet", "attention-unet", "--epochs=1");
    assertEquals(0, balls.ib(line), balls::output);
    assertTrue(
        balls.output().contains("4 runs of 1 epoch of 2 steps, 4 patches per step"),
        balls.output());
    assertTrue(balls.output().contains("about "), balls.output());
    assertTrue(balls.output().contains("Foreground ratio of training patches"), balls.output());
    for (String name : List.of("unet-8", "unet-16", "attention-unet-8", "attention-unet-16")) {
      Path run = runs.resolve(name + "-run1");
      assertEquals(1 + 2 * 4, Files.readAllLines(run.resolve("ratios.csv")).size());
      assertEquals(2 * 4, Files.readAllLines(run.resolve("ratios.txt")).size());
      assertEquals(1 + 2, Files.readAllLines(run.resolve("scores.csv")).size());
    }
    List<String> sizes = Files.readAllLines(runs.resolve("report/sizes.csv"));
    assertTrue(sizes.get(1).startsWith("attention-unet,8,1,8,"), sizes.toString());
    assertEquals(5, sizes.size());
    assertEquals(0, balls.ib(line), balls::output);
    assertFalse(balls.output().contains(": train"), balls.output());
  }

  @Test
  void unetrIsTrainedToo() {
    Path runs = folder.resolve("runs");
    assertEquals(
        0,
        balls.ib(balls.study(runs, "--sizes", 16, "--networks", "unetr", "--epochs=1")),
        balls::output);
    assertTrue(Files.exists(runs.resolve("unetr-16-run1/scores.csv")));
  }

  /** The label of every whole case, of which the boxes of patches are counted anew. */
  @ParameterizedTest
  @CsvSource({"published,--runs=1", "ib,--ratio=0"})
  void loggedRatiosAreThoseOfTheBoxesThatTrainingSaw(String sampler, String more)
      throws IOException {
    Path runs = folder.resolve("runs");
    assertEquals(
        0,
        balls.ib(
            balls.study(
                runs,
                "--sizes",
                8,
                "--networks",
                "unet",
                "--epochs=2",
                "--sampler",
                sampler,
                more)),
        balls::output);
    Path run = runs.resolve("unet-8-run1");
    RunConfig config = RunFolder.open(run.resolve("train")).config();
    List<String> expected = new ArrayList<>();
    try (IbEngine engine = IbEngine.open(balls.train, config.engine())) {
      Map<String, byte[]> labels = labels(engine.cases());
      int step = 0;
      for (int pass = 0; step < 4; pass++) {
        try (Epoch epoch = engine.epoch(0, pass)) {
          while (step < 4 && epoch.hasNext()) {
            try (Batch batch = epoch.next()) {
              for (BatchItem item : batch.items()) {
                if (!item.filler()) {
                  int count = count(labels.get(item.caseName()), item.cornerInVolume().get());
                  expected.add(step / 2 + "," + step % 2 + "," + item.caseName() + "," + count);
                }
              }
            }
            step++;
          }
        }
      }
    }
    List<String> logged =
        Files.readAllLines(run.resolve("ratios.csv")).stream()
            .skip(1)
            .map(line -> line.split(","))
            .map(cells -> cells[0] + "," + cells[1] + "," + cells[4] + "," + cells[6])
            .toList();
    assertEquals(expected, logged);
    assertTrue(logged.stream().anyMatch(line -> !line.endsWith(",0")), logged.toString());
  }

  private static Map<String, byte[]> labels(List<String> cases) {
    EngineOptions all =
        EngineOptions.defaults()
            .backend("cpu")
            .batchSize(1)
            .patchSize(BallStudy.SIDE, BallStudy.SIDE, BallStudy.SIDE);
    Map<String, byte[]> labels = new HashMap<>();
    try (IbEngine engine = IbEngine.open(balls.train, all)) {
      for (String name : cases) {
        try (Epoch windows = engine.windows(name);
            Batch batch = windows.next()) {
          ByteBuffer label = ByteBuffer.allocate(BallStudy.SIDE * BallStudy.SIDE * BallStudy.SIDE);
          batch.label().copyTo(0, label);
          labels.put(name, label.array());
        }
      }
    }
    return labels;
  }

  private static int count(byte[] label, Index3 corner) {
    int count = 0;
    for (int z = corner.z(); z < corner.z() + 8; z++) {
      for (int y = corner.y(); y < corner.y() + 8; y++) {
        for (int x = corner.x(); x < corner.x() + 8; x++) {
          count += label[(z * BallStudy.SIDE + y) * BallStudy.SIDE + x] != 0 ? 1 : 0;
        }
      }
    }
    return count;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sizes=0 | --sizes must be at least 1",
        "--sizes=9 | multiple of 2",
        "--networks=vgg | some of unet",
        "--runs=0 | --runs must be at least 1",
        "--epochs=0 | --epochs must be at least 1",
        "--sampler=uniform | published or ib",
        "--ratio=0 | goes with --sampler ib",
      })
  void whatIsWrongIsSaidBeforeAnythingIsTrained(String option, String words) {
    Path runs = folder.resolve("runs");
    assertEquals(2, balls.ib(balls.study(runs, option)), balls::output);
    assertTrue(balls.output().contains(words), balls.output());
    assertFalse(Files.exists(runs));
  }

  @Test
  void aTestSetThatCannotBePredictedIsRefusedBeforeTraining() {
    Path raw = shared.resolve("test-raw");
    Path patches = folder.resolve("patches");
    assertEquals(
        0,
        balls.ib("prepare", raw, patches, "--patch-size", 8, 8, 8, "--layout", "patches"),
        balls::output);
    Path runs = folder.resolve("runs");
    Object[] line = balls.one(runs);
    line[3] = patches;
    assertEquals(1, balls.ib(line), balls::output);
    assertTrue(balls.output().contains("a study needs whole volumes"), balls.output());
    Path other = folder.resolve("other");
    assertEquals(0, balls.ib("synth", other, "--cases", 1, "--size", 16, 16, 16, "--lesions", 1));
    Path prepared = folder.resolve("prepared");
    assertEquals(0, balls.ib("prepare", other, prepared, "--layout", "volumes"), balls::output);
    line[3] = prepared;
    assertEquals(1, balls.ib(line), balls::output);
    assertTrue(balls.output().contains("but networks are trained on img"), balls.output());
    assertFalse(Files.exists(runs));
  }
}
