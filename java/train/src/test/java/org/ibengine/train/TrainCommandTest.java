package org.ibengine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.ibengine.cli.Ib;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.torch.Libtorch;
import org.ibengine.torch.train.RunConfig;
import org.ibengine.torch.train.RunFolder;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ib train} on volumes of a few hundred voxels. */
class TrainCommandTest {
  private static final List<String> SMALL =
      List.of(
          "--backend=cpu",
          "--threads=1",
          "--patch-size",
          "8",
          "8",
          "8",
          "--channels=3,4",
          "--epochs=2",
          "--steps=3",
          "--ratio=0");

  @TempDir private static Path shared;
  private static Path dataset;

  @TempDir private Path folder;
  private String output;

  @BeforeAll
  static void prepare() {
    assumeTrue(Libtorch.unavailableReason().isEmpty(), "libtorch cannot be loaded");
    dataset =
        new TinyDataset(
                new TinyCase("e", new Size3(9, 7, 8)).lesion(1, 1, 2, 3, 3, 4, 4),
                new TinyCase("f", new Size3(7, 9, 8)).lesion(1, 4, 5, 6, 6, 7, 8))
            .prepare(shared.resolve("data"), Layout.VOLUMES);
  }

  private int ib(Object... arguments) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    int code =
        Ib.run(
            writer, writer, Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    output = text.toString();
    return code;
  }

  private int train(Path run, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("train", dataset, "-o", run));
    arguments.addAll(SMALL);
    arguments.addAll(List.of(more));
    return ib(arguments.toArray());
  }

  @Test
  void aRunLeavesWeightsCourseAndConfiguration() throws IOException {
    Path run = folder.resolve("run");
    assertEquals(0, train(run, "--fold", 0, 2, "--loss=iwdl", "--decay=1:0.1"), () -> output);
    assertTrue(output.contains("1 case to train on, 1 held out; modalities FLAIR, T1"), output);
    assertTrue(
        output.matches("(?s).*unet, [0-9,]+ parameters; 2 epochs of 3 steps on 1 thread.*"),
        output);
    assertTrue(output.contains("epoch 2/2  loss "), output);
    assertTrue(output.contains("held out: loss "), output);
    assertTrue(output.contains("best.safetensors"), output);
    for (String name : List.of("best.safetensors", "last.safetensors", "checkpoint.safetensors")) {
      assertTrue(Files.size(run.resolve(name)) > 1000, name);
    }
    assertEquals(7, Files.readAllLines(run.resolve("loss.csv")).size());
    assertTrue(Files.readAllLines(run.resolve("loss.csv")).get(4).startsWith("1,0,"));
    assertTrue(Files.readAllLines(run.resolve("loss.csv")).get(4).endsWith(",1.0E-5"));
    BufferedImage picture = ImageIO.read(run.resolve("loss.png").toFile());
    assertEquals(2240, picture.getWidth());
    RunConfig config = RunFolder.open(run).config();
    assertEquals("patch-inverse", config.engine().delivery().weights().kind().get().label());
    assertEquals(List.of("FLAIR", "T1"), config.modalities());
    assertEquals(2, config.network().inputs());
    assertEquals(dataset.toString(), config.dataset());
  }

  @Test
  void aConfigurationRepeatsItsRun() throws IOException {
    Path run = folder.resolve("run");
    assertEquals(0, train(run, "--seed=5"), () -> output);
    assertFalse(output.contains("best.safetensors"), output);
    Path again = folder.resolve("again");
    assertEquals(0, ib("train", "--config", run.resolve("config.json"), "-o", again), () -> output);
    for (String name : List.of("loss.csv", "config.json")) {
      assertEquals(Files.readString(run.resolve(name)), Files.readString(again.resolve(name)));
    }
    assertEquals(
        -1, Files.mismatch(run.resolve("last.safetensors"), again.resolve("last.safetensors")));
  }

  @Test
  void theSameCommandGoesOnAndSoDoesTheRunAlone() {
    Path run = folder.resolve("run");
    assertEquals(0, train(run), () -> output);
    assertEquals(0, train(run), () -> output);
    assertTrue(output.contains("nothing is left to do"), output);
    assertEquals(0, ib("train", "-o", run), () -> output);
    assertTrue(output.contains("nothing is left to do"), output);
    assertEquals(1, train(run, "--seed=9"), () -> output);
    assertTrue(output.contains("training.seed was 0, is 9"), output);
    assertEquals(2, ib("train", "-o", run, "--epochs=3"), () -> output);
    assertTrue(output.contains("a run goes on as it was; leave out --epochs"), output);
  }

  @ParameterizedTest
  @CsvSource({"tumour", "voxel", "uniform"})
  void aSamplerWithReplacementGivesTheStepsOfAnEpoch(String sampler) throws IOException {
    Path run = folder.resolve(sampler);
    assertEquals(
        0,
        ib(
            "train",
            dataset,
            "-o",
            run,
            "--backend=cpu",
            "--threads=1",
            "--patch-size",
            8,
            8,
            8,
            "--channels=3,4",
            "--epochs=2",
            "--sampler",
            sampler,
            "--steps=3"),
        () -> output);
    assertEquals(7, Files.readAllLines(run.resolve("loss.csv")).size());
    assertEquals(
        sampler, RunFolder.open(run).config().engine().sampling().draws().sampler().label());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--loss=iou | loss must be one of",
        "--network=vgg | one of unet, attention-unet",
        "--network=iw-unet | not for iw-unet",
        "--strides=4,2 | one stride fewer",
        "--strides=3 | multiple of 3",
        "--outputs=3 | outputs must be 1 or 2",
        "--transformer=heads=2 | is for unetr",
        "--optimizer=adam | sgd:RATE",
        "--schedule=linear | constant, cosine:MIN",
        "--decay=80 | EPOCH:FACTOR",
        "--best=auc | dice or loss",
        "--world-size=2 | one process",
        "--save-steps=-1 | at least 0",
        "--modalities=CT | CT"
      })
  void whatIsWrongIsNamedBeforeAnythingIsWritten(String option, String words) {
    Path run = folder.resolve("run");
    assertEquals(2, train(run, option), () -> output);
    assertTrue(output.contains(words), output);
    assertFalse(Files.exists(run), "the folder was made");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertEquals(2, ib("train", "-o", folder.resolve("run")), () -> output);
    assertTrue(output.contains("DIR is missing"), output);
    assertEquals(1, ib("train", folder.resolve("absent"), "-o", folder.resolve("run")));
    assertTrue(output.contains("absent"), output);
    Path config = folder.resolve("config.json");
    assertEquals(1, ib("train", "--config", config, "-o", folder.resolve("run")));
    assertTrue(output.contains("config.json"), output);
    assertEquals(
        2, ib("train", dataset, "-o", folder.resolve("run"), "--schedule=poly", "--decay=1:2"));
    assertTrue(output.contains("exclude each other"), output);
  }

  @Test
  void theCauseOfWaitingIsWhatTheEngineKnows() {
    assertTrue(Bottleneck.cause(3, 2, "cpu").startsWith("reading: 3 sources do not fit"));
    assertTrue(Bottleneck.cause(1, 2, "cpu").startsWith("reading: 1 source does not fit"));
    assertTrue(Bottleneck.cause(0, 2, "cpu").contains("2 threads of backend cpu"));
  }

  @Test
  void timeIsLeftInWords() {
    assertEquals("12 s", TrainWords.left(12_300_000_000L));
    assertEquals("3 min 05 s", TrainWords.left(185_000_000_000L));
    assertEquals("2 h 01 min", TrainWords.left(7_290_000_000_000L));
  }
}
