package org.ibengine.examples.logistic;

import java.util.Arrays;
import org.ibengine.examples.logistic.Algebra.Matrix;

/**
 * Logistic regression of "the patch holds a lesion" on the mean intensities of its cells. The
 * voxels are read where the batch lies; apart from that, only one number per patch crosses the bus
 * each way, because cuBLAS has no sigmoid. Not thread-safe.
 */
final class PatchClassifier {
  private final Algebra algebra;
  private final PatchGrid grid;
  private final long ones;
  private final long rows;
  private final long planes;
  private final long features;
  private final long weights;
  private final long logits;
  private final long residuals;
  private final long gradient;
  private float bias;

  PatchClassifier(Algebra algebra, PatchGrid grid) {
    this.algebra = algebra;
    this.grid = grid;
    int cells = grid.cells();
    int volumes = grid.batch() * grid.channels();
    float[] one = new float[Math.max(grid.x(), Math.max(grid.y(), grid.z())) / cells];
    Arrays.fill(one, 1);
    this.ones = algebra.allocate(one.length);
    algebra.write(ones, one);
    this.rows = algebra.allocate(volumes * grid.z() * grid.y() * cells);
    this.planes = algebra.allocate(volumes * grid.z() * cells * cells);
    this.features = algebra.allocate(grid.batch() * grid.features());
    this.weights = algebra.allocate(grid.features());
    this.gradient = algebra.allocate(grid.features());
    this.logits = algebra.allocate(grid.batch());
    this.residuals = algebra.allocate(grid.batch());
  }

  /**
   * @param loss mean cross-entropy before the update
   * @param right patches that were told right before it
   */
  record Step(double loss, int right) {}

  /**
   * Forward, gradient, update. Blocks until the patches are scored, not until the update is done.
   *
   * @param image address of the batch's image
   * @param wanted one per patch: 1 if it holds a lesion, else 0
   */
  Step step(long image, float[] wanted, float rate) {
    pool(image);
    Matrix samples = new Matrix(features, grid.features(), grid.batch());
    algebra.dots(samples, 1, weights, logits);
    float[] scores = algebra.read(logits, grid.batch());
    Step step = score(scores, wanted);
    algebra.write(residuals, scores);
    algebra.combine(samples, 1f / grid.batch(), residuals, gradient);
    algebra.add(grid.features(), -rate, gradient, weights);
    for (float residual : scores) {
      bias -= rate * residual / grid.batch();
    }
    return step;
  }

  /** x, then y, then z: each turns runs of neighbours into their mean. */
  private void pool(long image) {
    int cells = grid.cells();
    int volumes = grid.batch() * grid.channels();
    int dx = grid.x() / cells;
    int dy = grid.y() / cells;
    int dz = grid.z() / cells;
    algebra.dots(new Matrix(image, dx, volumes * grid.z() * grid.y() * cells), 1f / dx, ones, rows);
    algebra.combineEach(
        new Matrix(rows, cells, dy), volumes * grid.z() * cells, 1f / dy, ones, planes);
    algebra.combineEach(
        new Matrix(planes, cells * cells, dz), volumes * cells, 1f / dz, ones, features);
  }

  /** Turns scores into what they are off by. */
  private Step score(float[] scores, float[] wanted) {
    double loss = 0;
    int right = 0;
    for (int i = 0; i < scores.length; i++) {
      double score = (double) scores[i] + bias;
      right += (score > 0) == (wanted[i] > 0) ? 1 : 0;
      loss += Math.max(score, 0) - score * wanted[i] + Math.log1p(Math.exp(-Math.abs(score)));
      scores[i] = (float) (1 / (1 + Math.exp(-score)) - wanted[i]);
    }
    return new Step(loss / scores.length, right);
  }

  /** One a cell, x fastest, then y, z and channel. Blocks. */
  float[] weights() {
    return algebra.read(weights, grid.features());
  }

  float bias() {
    return bias;
  }
}
