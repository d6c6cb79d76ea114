package org.ibengine.torch.loss;

import static org.bytedeco.pytorch.global.torch.log_sigmoid;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.ibengine.text.Text;

/**
 * Focal loss ({@code fl}; {@code iwfl} with inverse weights): {@code mean(w · a · |t−p|^γ · BCE)}
 * over all elements, with a = alpha in the foreground and 1 − alpha in the background. Targets must
 * be 0 or 1.
 *
 * @param alpha in (0, 1)
 * @param gamma at least 0; 0 is cross-entropy with those class weights
 */
public record Focal(double alpha, double gamma) implements Loss {
  /** The literature's α = 0.25, γ = 2. */
  public static final Focal STANDARD = new Focal(0.25, 2);

  public Focal {
    if (!(alpha > 0 && alpha < 1) || !(gamma >= 0)) {
      throw new IllegalArgumentException(
          Text.format(
              "alpha must be in (0, 1) and gamma at least 0, were %s and %s", alpha, gamma));
    }
  }

  @Override
  public Tensor of(Tensor logit, Tensor target, Tensor weight) {
    return LossInput.evaluate(logit, target, weight, this::mean);
  }

  private Tensor mean(LossInput input) {
    Tensor target = input.target();
    // sigmoid(wrong) = |t − p|: the logarithms stay finite where p is 0 or 1 in floating point
    Tensor wrong = target.mul(new Scalar(-2.0)).add(new Scalar(1.0)).mul(input.logit());
    Tensor entropy = log_sigmoid(wrong.neg()).neg();
    Tensor focus = log_sigmoid(wrong).mul(new Scalar(gamma)).exp();
    Tensor balance = target.mul(new Scalar(2 * alpha - 1)).add(new Scalar(1 - alpha));
    return input.weighted(balance.mul(focus).mul(entropy)).mean();
  }
}
