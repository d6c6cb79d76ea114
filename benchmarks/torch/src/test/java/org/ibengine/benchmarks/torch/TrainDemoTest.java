package org.ibengine.benchmarks.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.conformance.JsonKeys;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Placement;
import org.ibengine.torch.Libtorch;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The training example on volumes of a few hundred voxels. */
class TrainDemoTest {
  private static final int STEPS = 80;

  @TempDir private static Path folder;
  private static Path dataset;
  private static Path oneSubject;
  private static Path twoSubjects;

  private PointerScope tensors; // of one test

  @BeforeAll
  static void prepare() {
    assumeTrue(Libtorch.unavailableReason().isEmpty(), "libtorch cannot be loaded");
    dataset = TinyDataset.standard().prepare(folder.resolve("three"), Layout.VOLUMES);
    TinyCase single = new TinyCase("d", new Size3(13, 11, 9));
    for (int i = 0; i < 5; i++) {
      single.lesion(1, 2 * i, 2 * i, i, 2 * i + 1, 2 * i + 1, i + 1);
    }
    twoSubjects =
        new TinyDataset(
                new TinyCase("e", new Size3(9, 7, 8)).lesion(1, 1, 2, 3, 3, 4, 4),
                new TinyCase("f", new Size3(7, 9, 8)).lesion(1, 4, 5, 6, 6, 7, 8))
            .prepare(folder.resolve("two"), Layout.VOLUMES);
    oneSubject = new TinyDataset(single).prepare(folder.resolve("one"), Layout.VOLUMES);
  }

  @BeforeEach
  void keepTensors() {
    tensors = new PointerScope();
  }

  @AfterEach
  void freeTensors() {
    tensors.close();
  }

  private static Training.Course train(long seed, int steps) {
    Training.prepare(seed, 1);
    EngineOptions options =
        EngineOptions.defaults()
            .backend("cpu")
            .threads(1)
            .patchSize(8, 8, 8)
            .negativesPerPositive(0)
            .augmentation(Augmentation.NONE)
            .placement(Placement.REFERENCE)
            .repeats(10)
            .instanceMaps(true)
            .weights(WeightKind.PATCH_INVERSE);
    try (IbEngine engine = IbEngine.open(oneSubject, options)) {
      Training training =
          new Training(
              new UNet(2, 4),
              Training.WEIGHTED_DICE_AND_ENTROPY,
              HeldOut.NOTHING,
              new ReentrantLock());
      return training.run(engine, seed, steps, (step, loss) -> {});
    }
  }

  @Test
  void equalSeedsGiveBitIdenticalLossesOnOneThread() {
    Training.Course first = train(3, 6);
    Training.Course second = train(3, 6);
    assertArrayEquals(first.losses(), second.losses(), 0f);
    assertEquals(first.digest(), second.digest());
    assertFalse(Arrays.equals(first.losses(), train(4, 6).losses()));
  }

  @Test
  void theLearningRateDecaysToNothingOverAllSteps() {
    assertEquals(3e-3, Training.rate(0, 1500));
    assertEquals(1.607660e-3, Training.rate(750, 1500), 1e-9); // 3e-3 * 0.5^0.9
    assertEquals(4.155652e-6, Training.rate(1499, 1500), 1e-12); // 3e-3 * 1500^-0.9
    float[] six = train(3, 6).losses();
    float[] twelve = train(3, 12).losses();
    assertArrayEquals(Arrays.copyOf(six, 2), Arrays.copyOf(twelve, 2), 0f);
    assertTrue(six[2] != twelve[2], "the second step was as long: " + six[2]);
  }

  @Test
  void theLossFalls() {
    Training.Course course = train(5, STEPS);
    assertTrue(course.mean(true) < 0.9 * course.mean(false), Arrays.toString(course.losses()));
  }

  @Test
  void heldOutInstancesWeighNothing() {
    Tensor ids = Tensor.create(new int[] {0, 3, 4, 8, 5}, 1, 5);
    float[] found = new float[5];
    new HeldOut(4).weights(null, ids).contiguous().data_ptr_float().get(found);
    assertArrayEquals(new float[] {1, 1, 0, 0, 1}, found);
    Tensor weights = Tensor.create(new float[] {1, 7, 9, 2, 4}, 1, 5).to(ScalarType.Float);
    new HeldOut(4).weights(weights, ids).contiguous().data_ptr_float().get(found);
    assertArrayEquals(new float[] {1, 7, 0, 0, 4}, found);
    assertEquals(weights, HeldOut.NOTHING.weights(weights, ids));
  }

  @Test
  void recallCountsEachInstanceOnceInHeldOutOrTrained() {
    EngineOptions options =
        EngineOptions.defaults()
            .backend("cpu")
            .patchSize(8, 8, 8)
            .negativesPerPositive(0)
            .instanceMaps(true)
            .validationOfAll(true);
    try (IbEngine engine = IbEngine.open(oneSubject, options);
        Epoch validation = engine.validation()) {
      LesionRecall recall = new LesionRecall(new HeldOut(4));
      HeldLock computing = new HeldLock();
      recall.measure(new UNet(2, 4), validation, computing);
      assertEquals(validation.steps(), computing.taken); // an end need not wait for all of them
      assertEquals(1, recall.unseen().of());
      assertEquals(4, recall.trained().of());
      assertEquals(0, recall.background().of());
    }
  }

  /** Counts how often it was taken. */
  @SuppressWarnings("serial") // never written
  private static final class HeldLock extends ReentrantLock {
    private int taken;

    @Override
    public void lock() {
      super.lock();
      taken++;
    }
  }

  private static String run(int expectedCode, String... arguments) {
    StringWriter output = new StringWriter();
    CommandLine line = TrainDemo.commandLine();
    line.setOut(new PrintWriter(output)).setErr(new PrintWriter(output));
    assertEquals(expectedCode, line.execute(arguments), output::toString);
    return output.toString();
  }

  @Test
  void theCommandHoldsOutAFoldWhereThereAreSubjectsAndSaysSo() throws IOException {
    Path file = folder.resolve("figures.json");
    String output =
        run(0, twoSubjects.toString(), "--steps=2", "--patch=4", "--threads=1", "--json=" + file);
    assertTrue(output.contains("2 cases of 2 subjects; held out: fold 0 of 2"), output);
    assertTrue(output.contains("--subjects"), output);
    assertTrue(output.contains("waiting for data"), output);
    assertTrue(output.contains("of 1 (") && output.contains("held-out lesions found"), output);
    JsonNode figures = new ObjectMapper().readTree(file.toFile());
    assertEquals(List.of(), JsonKeys.notCamelCase(figures));
    assertEquals(2, figures.get("steps").intValue());
    assertEquals(1, figures.at("/heldOut/of").intValue());
    assertTrue(output.contains("digest     " + figures.get("digest").textValue()), output);
  }

  @Test
  void subjectsThatAreGivenReplaceThoseOfTheNames() throws IOException {
    Path subjects =
        Files.writeString(folder.resolve("subjects.json"), "{\"e\": \"x\", \"f\": \"x\"}");
    String output =
        run(0, twoSubjects.toString(), "--steps=1", "--patch=4", "--subjects=" + subjects);
    assertTrue(output.contains("2 cases of 1 subject; no subject can be held out"), output);
    assertTrue(output.contains("subjects as --subjects says"), output);
  }

  @Test
  void badOptionsAndFoldersAreNamed() {
    assertTrue(run(2, dataset.toString(), "--patch=9").contains("divisible by 4"));
    assertTrue(run(1, folder.resolve("absent").toString()).contains("absent"));
    String file = "--json=" + folder.resolve("absent/figures.json");
    String[] arguments = {twoSubjects.toString(), "--steps=1", "--patch=4", file};
    assertTrue(run(1, arguments).contains("there is no such file or folder"));
  }
}
