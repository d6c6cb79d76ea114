package org.ibengine.torch.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * A loss of binary segmentation. Result: a tensor without dimensions, in the type of the logits
 * (float32 where that is narrower), on their device, through which gradients flow to the logits.
 * The first dimension counts samples; a target is 0 or 1. Losses and gradients are finite at any
 * finite logit. Stateless and thread-safe; does not wait for a device.
 */
public interface Loss {
  /**
   * @param logit any shape, floating point
   * @param target the logit's shape, any type
   * @param weight the logit's shape, any type, or null for none
   * @return the loss; the caller closes it (or its scope does)
   * @throws IllegalArgumentException if shapes differ
   */
  Tensor of(Tensor logit, Tensor target, Tensor weight);

  /** As {@link #of(Tensor, Tensor, Tensor)} with no weights. */
  default Tensor of(Tensor logit, Tensor target) {
    return of(logit, target, null);
  }
}
