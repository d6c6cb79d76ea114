package org.ibengine.torch.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * Dice loss ({@code dl}; {@code iwdl} with inverse weights): {@code 1 − 2·Σ w·p·t / Σ w·(p² + t²)}
 * with sums over each sample, then the mean over samples; p = sigmoid(logit). Nothing smooths it: a
 * sample without target has loss 1. Background weighs too, by its p².
 */
public record Dice() implements Loss {
  private static final AsymmetricSimilarity SYMMETRIC = new AsymmetricSimilarity(1);

  @Override
  public Tensor of(Tensor logit, Tensor target, Tensor weight) {
    return SYMMETRIC.of(logit, target, weight);
  }
}
