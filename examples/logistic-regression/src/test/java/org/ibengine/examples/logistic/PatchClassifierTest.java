package org.ibengine.examples.logistic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PatchClassifierTest {
  private static final int CELLS = 2;
  private static final PatchGrid GRID = new PatchGrid(3, 2, 6, 4, 10, CELLS);
  private static final int PATCH = 2 * 6 * 4 * 10;
  private static final float RATE = 0.5f;

  private static float[] image(long seed) {
    Random random = new Random(seed);
    float[] image = new float[GRID.batch() * PATCH];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextFloat();
    }
    return image;
  }

  /** The mean of a cell, voxel by voxel. */
  private static double feature(float[] image, int patch, int feature) {
    int cx = feature % CELLS;
    int cy = feature / CELLS % CELLS;
    int cz = feature / CELLS / CELLS % CELLS;
    int channel = feature / CELLS / CELLS / CELLS;
    double sum = 0;
    for (int z = cz * 5; z < cz * 5 + 5; z++) {
      for (int y = cy * 2; y < cy * 2 + 2; y++) {
        for (int x = cx * 3; x < cx * 3 + 3; x++) {
          sum += image[(((patch * 2 + channel) * 10 + z) * 4 + y) * 6 + x];
        }
      }
    }
    return sum / 30;
  }

  @Test
  void twoStepsAreThoseOfTheFormulas() {
    float[][] wanted = {{1, 0, 1}, {0, 0, 1}};
    double[] weights = new double[GRID.features()];
    double bias = 0;
    try (Algebra algebra = new PlainAlgebra()) {
      PatchClassifier classifier = new PatchClassifier(algebra, GRID);
      long address = algebra.allocate(GRID.batch() * PATCH);
      for (int step = 0; step < 2; step++) {
        float[] image = image(step);
        algebra.write(address, image);
        PatchClassifier.Step done = classifier.step(address, wanted[step], RATE);
        double loss = 0;
        double[] gradient = new double[weights.length];
        double biasGradient = 0;
        for (int patch = 0; patch < 3; patch++) {
          double score = bias;
          for (int f = 0; f < weights.length; f++) {
            score += weights[f] * feature(image, patch, f);
          }
          double p = 1 / (1 + Math.exp(-score));
          loss -= Math.log(wanted[step][patch] > 0 ? p : 1 - p) / 3;
          for (int f = 0; f < weights.length; f++) {
            gradient[f] += (p - wanted[step][patch]) * feature(image, patch, f) / 3;
          }
          biasGradient += (p - wanted[step][patch]) / 3;
        }
        assertEquals(loss, done.loss(), 1e-6);
        for (int f = 0; f < weights.length; f++) {
          weights[f] -= RATE * gradient[f];
          assertEquals(weights[f], classifier.weights()[f], 1e-6, "feature " + f);
        }
        bias -= RATE * biasGradient;
        assertEquals(bias, classifier.bias(), 1e-6);
      }
    }
  }

  @Test
  void whatDiffersInOneCellIsLearnt() {
    try (Algebra algebra = new PlainAlgebra()) {
      PatchClassifier classifier = new PatchClassifier(algebra, GRID);
      float[] image = new float[GRID.batch() * PATCH];
      for (int i = PATCH; i < image.length; i++) {
        image[i] = i % 6 < 3 ? 0.9f : 0.1f; // patches 1 and 2 are bright at small x
      }
      long address = algebra.allocate(image.length);
      algebra.write(address, image);
      float[] wanted = {0, 1, 1};
      double first = classifier.step(address, wanted, RATE).loss();
      PatchClassifier.Step last = null;
      for (int step = 0; step < 50; step++) {
        last = classifier.step(address, wanted, RATE);
      }
      assertEquals(Math.log(2), first, 1e-6);
      assertTrue(last.loss() < 0.3, last.toString());
      assertEquals(3, last.right());
      assertTrue(classifier.weights()[0] > classifier.weights()[1]);
    }
  }

  @Test
  void patchesThatCellsDoNotDivideAreRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new PatchGrid(1, 1, 8, 6, 8, 4))
            .getMessage();
    assertEquals("patch size must be a multiple of 4 in x, y and z, was (8, 6, 8)", message);
  }
}
