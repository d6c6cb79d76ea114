package org.ibengine.torch.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * A loss that must be given weights: {@code iwbce}, {@code iwdl}, {@code iwasl}, {@code iwfl} of
 * the literature are the plain losses with a map of inverse lesion sizes.
 *
 * @param plain the loss that takes the weights
 */
public record InverseWeighted(Loss plain) implements Loss {
  /**
   * @throws IllegalArgumentException also if there is no weight
   */
  @Override
  public Tensor of(Tensor logit, Tensor target, Tensor weight) {
    if (weight == null) {
      throw new IllegalArgumentException(
          "an inverse weighted loss needs a weight map, was given none; ask the engine for weights, or take the plain loss");
    }
    return plain.of(logit, target, weight);
  }
}
