package org.ibengine.torch.loss;

import static org.bytedeco.pytorch.global.torch.log_sigmoid;
import static org.bytedeco.pytorch.global.torch.logsumexp;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Weighted binary cross-entropy ({@code bce}; {@code iwbce} with inverse weights): {@code mean(w ·
 * (−posW·t·ln p − (1−t)·ln(1−p)))} over all elements, p = sigmoid(logit). The mean is over
 * elements, not over the sum of weights.
 *
 * @param alpha weight of foreground, more than 0
 * @param adaptive false: {@code posW = alpha}; true: {@code posW = alpha·(n − Σp) / Σp} over the
 *     whole tensor, at most {@code alpha·1e20}, through which gradients flow too ({@code wce})
 */
public record CrossEntropy(double alpha, boolean adaptive) implements Loss {
  /** Both classes weigh the same. */
  public static final CrossEntropy PLAIN = new CrossEntropy(1, false);

  /** Of the odds against foreground, which grow without end as all probabilities vanish. */
  private static final double LOG_LARGEST = Math.log(1e20);

  public CrossEntropy {
    if (!(alpha > 0)) {
      throw new IllegalArgumentException("alpha must be more than 0, was " + alpha);
    }
  }

  @Override
  public Tensor of(Tensor logit, Tensor target, Tensor weight) {
    return LossInput.evaluate(logit, target, weight, this::mean);
  }

  private Tensor mean(LossInput input) {
    Tensor logit = input.logit();
    Tensor target = input.target();
    Tensor foreground = target.mul(log_sigmoid(logit));
    Tensor background = LossInput.oneMinus(target).mul(log_sigmoid(logit.neg()));
    Tensor entropy = positiveTimes(foreground, logit).add(background).neg();
    return input.weighted(entropy).mean();
  }

  private Tensor positiveTimes(Tensor foreground, Tensor logit) {
    if (!adaptive) {
      return foreground.mul(new Scalar(alpha));
    }
    // By logarithms: the quotient's slope holds 1 / (Σp)², which overflows long before it does.
    Tensor odds = logOfSum(logit.neg()).sub(logOfSum(logit)).clamp_max(new Scalar(LOG_LARGEST));
    return foreground.mul(odds.exp().mul(new Scalar(alpha)));
  }

  /** Of the probabilities. */
  private static Tensor logOfSum(Tensor logit) {
    return logsumexp(log_sigmoid(logit).flatten(), 0);
  }
}
