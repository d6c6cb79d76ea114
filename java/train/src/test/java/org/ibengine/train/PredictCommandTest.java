package org.ibengine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.cli.Ib;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.torch.Libtorch;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ib predict} with a network that {@code ib train} has just begun to train. */
class PredictCommandTest {
  private static final Backend BACKEND = new ReferenceBackendProvider().open(1);
  private static final int N = PlainStitching.N;

  @TempDir private static Path shared;
  private static Path dataset;
  private static Path run;
  private static String output;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    assumeTrue(Libtorch.unavailableReason().isEmpty(), "libtorch cannot be loaded");
    dataset = TinyDataset.standard().prepare(shared.resolve("data"), Layout.VOLUMES);
    run = shared.resolve("run");
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
            N,
            N,
            N,
            "--channels=3,4",
            "--epochs=1",
            "--steps=3",
            "--fold",
            0,
            2,
            "--ratio=0",
            "--optimizer=sgd:0.5"),
        () -> output);
  }

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static int ib(Object... arguments) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    int code =
        Ib.run(
            writer, writer, Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    output = text.toString();
    return code;
  }

  private int predict(Path out, Object... more) {
    Object[] arguments = new Object[6 + more.length];
    Object[] first = {"predict", run, dataset, "-o", out, "--threads=1"};
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return ib(arguments);
  }

  private static float[] read(Path file) {
    try (Image image = ImageFiles.read(file, BACKEND::allocate, BACKEND.gzip())) {
      float[] voxels = new float[(int) image.volume().size().voxels()];
      image.volume().data().view(0, 4 * voxels.length).asFloatBuffer().get(voxels);
      return voxels;
    }
  }

  @Test
  void everyVoxelIsTheMeanOfItsWindowsAsProbabilityLogitOrMask() {
    Path out = folder.resolve("pred");
    Map<String, double[]> expected = PlainStitching.logits(dataset, run, new Size3(6, 6, 6));
    assertEquals(4, expected.size());
    for (String kind : List.of("probabilities", "logits", "mask")) {
      assertEquals(0, predict(out, "--output", kind, "--weights=last", "--force"), () -> output);
      assertTrue(output.contains("4 cases predicted"), output);
      expected.forEach(
          (name, logits) -> {
            float[] found = read(out.resolve(name + ".nii.gz"));
            assertEquals(logits.length, found.length);
            for (int i = 0; i < found.length; i++) {
              double wanted =
                  switch (kind) {
                    case "logits" -> logits[i];
                    case "mask" -> logits[i] > 0 ? 1 : 0;
                    default -> 1 / (1 + Math.exp(-logits[i]));
                  };
              if (!kind.equals("mask") || Math.abs(logits[i]) > 1e-4) {
                assertEquals(wanted, found[i], 1e-4, kind + " of " + name + ", voxel " + i);
              }
            }
          });
    }
  }

  @Test
  void settingsAreObeyedAndRecorded() throws IOException {
    Path out = folder.resolve("pred");
    Path summary = folder.resolve("summary.json");
    Object[] settings = {
      "--windows",
      4,
      8,
      4,
      "--stride",
      3,
      "--blend=gaussian",
      "--flips=xz",
      "--average=probabilities",
      "--batch-size=3",
      "--max-memory=800M",
      "--summary",
      summary,
    };
    assertEquals(0, predict(out, settings), () -> output);
    JsonNode record = new ObjectMapper().readTree(out.resolve("predict.json").toFile());
    assertEquals("[4,8,4]", record.at("/settings/window").toString());
    assertEquals("[3,3,3]", record.at("/settings/stride").toString());
    assertEquals("xz", record.at("/settings/flips").textValue());
    assertEquals("gaussian", record.at("/settings/blend").textValue());
    assertEquals(4, record.at("/cases").size());
    JsonNode told = new ObjectMapper().readTree(summary.toFile());
    assertEquals(4, told.get("predicted").size());
    assertTrue(told.get("networkSeconds").doubleValue() > 0, told.toString());
    for (String name : List.of("a_1", "a_2", "b", "c")) {
      for (float value : read(out.resolve(name + ".nii.gz"))) {
        assertTrue(value > 0 && value < 1, name);
      }
    }
    assertEquals(0, predict(out, settings), () -> output);
    assertTrue(output.contains("4 up to date"), output);
    assertEquals(1, predict(out), () -> output);
    assertTrue(output.contains("blend was \"gaussian\", is \"constant\""), output);
  }

  @Test
  void casesAreChosenByNameOrByWhatTheTrainingHeldOut() {
    Path out = folder.resolve("pred");
    assertEquals(0, predict(out, "--cases=b,c"), () -> output);
    assertTrue(output.contains("2 cases predicted"), output);
    assertFalse(Files.exists(out.resolve("a_1.nii.gz")));
    assertEquals(1, predict(out, "--cases=b,d"), () -> output);
    assertTrue(output.contains("--cases names d"), output);
    Path held = folder.resolve("held");
    assertEquals(0, predict(held, "--of=validation"), () -> output);
    assertFalse(output.contains("4 cases predicted"), output);
    assertEquals(1, predict(held, "--of=test"), () -> output);
    assertTrue(output.contains("held out no case"), output);
  }

  @Test
  void whatCannotBeIsRefusedInWords() {
    Path out = folder.resolve("pred");
    for (List<Object> wrong :
        List.<List<Object>>of(
            List.of("--windows", 7, "multiple of 2"),
            List.of("--windows", 8, 8, "three"),
            List.of("--stride", 9, "longer than a window"),
            List.of("--output=labels", "probabilities, logits, mask"),
            List.of("--blend=linear", "constant, gaussian"),
            List.of("--flips=q", "some of x, y and z"),
            List.of("--average=mask", "logits or probabilities"),
            List.of("--average=probabilities", "--logits", "average logits"),
            List.of("--weights=first", "best or last"))) {
      Object[] options = wrong.subList(0, wrong.size() - 1).toArray();
      assertEquals(2, predict(out, options), () -> wrong + " " + output);
      assertTrue(output.contains((String) wrong.get(wrong.size() - 1)), wrong + " " + output);
    }
    assertEquals(1, ib("predict", dataset, dataset, "-o", out), () -> output);
    assertTrue(output.contains("not the folder of a training run"), output);
    assertEquals(1, ib("predict", run, run, "-o", out), () -> output);
    assertTrue(output.contains("not a dataset folder"), output);
  }
}
