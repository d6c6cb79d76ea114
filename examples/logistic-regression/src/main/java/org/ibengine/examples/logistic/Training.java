package org.ibengine.examples.logistic;

import java.io.PrintStream;
import java.util.Locale;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;

/** The training loop: the batch stays where the engine has put it. */
final class Training {
  private static final int CELLS = 4;

  private final IbEngine engine;
  private final Algebra algebra;
  private final float rate;
  private PatchClassifier classifier; // made for the shape of the first batch

  Training(IbEngine engine, Algebra algebra, float rate) {
    this.engine = engine;
    this.algebra = algebra;
    this.rate = rate;
  }

  /**
   * @param loss mean over all steps
   * @param accuracy share of patches told right, each before it was learnt from
   */
  record Result(double loss, double accuracy) {}

  /** Every epoch prints a line; returns the last one's result. */
  Result run(int epochs, long seed, PrintStream out) {
    Result result = new Result(0, 0);
    for (int number = 0; number < epochs; number++) {
      try (Epoch epoch = engine.epoch(seed, number)) {
        result = run(epoch);
      }
      out.printf(
          Locale.ROOT,
          "epoch %d: loss %.4f, accuracy %.3f%n",
          number,
          result.loss(),
          result.accuracy());
    }
    return result;
  }

  private Result run(Epoch epoch) {
    double loss = 0;
    int right = 0;
    int patches = 0;
    for (Batch batch : epoch) {
      algebra.waitFor(batch);
      if (classifier == null) {
        classifier = new PatchClassifier(algebra, PatchGrid.of(batch.image(), CELLS));
      }
      PatchClassifier.Step step = classifier.step(batch.image().address(), wanted(batch), rate);
      patches += batch.items().size();
      algebra.release(batch);
      loss += step.loss();
      right += step.right();
    }
    return new Result(loss / epoch.steps(), (double) right / patches);
  }

  private static float[] wanted(Batch batch) {
    float[] wanted = new float[batch.items().size()];
    int i = 0;
    for (BatchItem item : batch.items()) {
      wanted[i++] = item.positive() ? 1 : 0;
    }
    return wanted;
  }
}
