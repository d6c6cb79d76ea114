package org.ibengine.examples.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.pipeline.PatchTransform;
import org.ibengine.plan.Augmentation;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class OwnPartsTest {
  private static final EngineOptions OPTIONS =
      EngineOptions.defaults().backend("reference").threads(2).augmentation(Augmentation.NONE);

  @Test
  void everyBallIsShownOnceBesideAsMuchBackground() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    OwnParts.run(OPTIONS, new PrintStream(printed, true, StandardCharsets.UTF_8));
    String text = printed.toString(StandardCharsets.UTF_8);
    for (int number = 1; number <= 3; number++) {
      for (int ball = 1; ball <= number; ball++) {
        String shown = " case" + number + " instance " + ball + " at ";
        assertEquals(2, text.split(shown, -1).length, text);
      }
    }
    assertEquals(6, text.split("background", -1).length - 1, text);
  }

  private static MemoryCases cases() {
    MemoryCases cases = new MemoryCases(new Size3(12, 10, 8));
    cases.add("a", OwnParts.balls(2));
    cases.add("b", OwnParts.balls(1));
    return cases;
  }

  /** Mean and variance of the difference between images with and without a transform. */
  private static double[] difference(PatchTransform transform) {
    List<Float> differences = new ArrayList<>();
    try (IbEngine plain = IbEngine.open(cases(), OPTIONS);
        IbEngine changed = IbEngine.open(cases(), OPTIONS.patchTransform(transform));
        Epoch before = plain.epoch(1);
        Epoch after = changed.epoch(1)) {
      while (before.hasNext()) {
        float[] a = image(before.next());
        float[] b = image(after.next());
        for (int at = 0; at < a.length; at++) {
          differences.add(b[at] - a[at]);
        }
      }
    }
    double mean = differences.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
    double variance =
        differences.stream().mapToDouble(d -> (d - mean) * (d - mean)).average().orElseThrow();
    return new double[] {mean, variance};
  }

  private static float[] image(Batch batch) {
    Tensor tensor = batch.image();
    float[] voxels = new float[Math.toIntExact(tensor.sizeBytes() / Float.BYTES)];
    tensor.bytes(0, voxels.length * Float.BYTES).asFloatBuffer().get(voxels);
    return voxels;
  }

  @Test
  void theNoiseHasTheSpreadThatWasAskedFor() {
    double[] meanAndVariance = difference(new GaussianNoise(0.05));
    assertEquals(0, meanAndVariance[0], 0.003);
    assertEquals(0.05 * 0.05, meanAndVariance[1], 0.0003);
  }

  @Test
  void anEpochOfTheCasesShowsEachOfThem() {
    Set<String> shown = new HashSet<>();
    try (IbEngine engine = IbEngine.open(cases(), OPTIONS);
        Epoch epoch = engine.epoch(3)) {
      assertEquals(List.of("a", "b"), engine.cases());
      for (Batch batch : epoch) {
        batch.items().stream().map(BatchItem::caseName).forEach(shown::add);
      }
    }
    assertTrue(shown.containsAll(Set.of("a", "b")), shown.toString());
  }
}
