package org.ibengine.torch.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Asymmetric similarity ({@code asl}; {@code iwasl} with inverse weights): {@code 1 − (1+β²)·Σ
 * w·p·t / Σ w·(β²·t² + p²)} with sums over each sample, then the mean over samples. β above 1 puts
 * recall before precision; β = 1 is Dice. A sample without target has loss 1, also where p is 0 all
 * over.
 *
 * @param beta more than 0
 */
public record AsymmetricSimilarity(double beta) implements Loss {
  /** The literature's β = 1.5. */
  public static final AsymmetricSimilarity STANDARD = new AsymmetricSimilarity(1.5);

  /**
   * Below every sum of a sample with foreground, so that it decides only 0 / 0; and far above the
   * smallest float32, so that the quotient's gradient times a weight does not overflow.
   */
  private static final double SMALLEST = 1e-20;

  public AsymmetricSimilarity {
    if (!(beta > 0)) {
      throw new IllegalArgumentException("beta must be more than 0, was " + beta);
    }
  }

  @Override
  public Tensor of(Tensor logit, Tensor target, Tensor weight) {
    return LossInput.evaluate(logit, target, weight, this::mean);
  }

  private Tensor mean(LossInput input) {
    double square = beta * beta;
    Tensor probability = input.logit().sigmoid();
    Tensor target = input.target();
    Tensor both = LossInput.sumOfSample(input.weighted(probability.mul(target)));
    Tensor either = target.square().mul(new Scalar(square)).add(probability.square());
    Tensor all = LossInput.sumOfSample(input.weighted(either)).clamp_min(new Scalar(SMALLEST));
    return LossInput.oneMinus(both.mul(new Scalar(1 + square)).div(all)).mean();
  }
}
