package org.ibengine.torch.loss;

import static org.ibengine.torch.loss.Literals.LOGIT;
import static org.ibengine.torch.loss.Literals.TARGET;
import static org.ibengine.torch.loss.Literals.WEIGHT;
import static org.ibengine.torch.loss.Literals.samples;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.ibengine.torch.RequiresLibtorch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradients against central differences. */
@RequiresLibtorch
class LossGradientTest {
  private static final double STEP = 1e-5;

  @ParameterizedTest
  @EnumSource
  void gradientsAreThoseOfCentralDifferences(LossName name) {
    double[] gradient = gradient(name, LOGIT);
    for (int i = 0; i < LOGIT.length; i++) {
      double slope = (value(name, moved(i, STEP)) - value(name, moved(i, -STEP))) / (2 * STEP);
      assertEquals(slope, gradient[i], 1e-9, name.label() + " at element " + i);
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreNotZeroEverywhere(LossName name) {
    double largest = 0;
    for (double slope : gradient(name, LOGIT)) {
      largest = Math.max(largest, Math.abs(slope));
    }
    assertTrue(largest > 1e-3, name.label());
  }

  private static double[] moved(int at, double by) {
    double[] logit = LOGIT.clone();
    logit[at] += by;
    return logit;
  }

  /** Of two samples of six elements. */
  private static Tensor loss(LossName name, Tensor logit) {
    return name.loss()
        .of(logit, samples(2, TARGET), name.needsWeights() ? samples(2, WEIGHT) : null);
  }

  private static double value(LossName name, double[] logit) {
    return loss(name, samples(2, logit)).item_double();
  }

  private static double[] gradient(LossName name, double[] values) {
    Tensor logit = samples(2, values).set_requires_grad(true);
    loss(name, logit).backward();
    double[] gradient = new double[values.length];
    logit.grad().contiguous().data_ptr_double().get(gradient);
    return gradient;
  }
}
