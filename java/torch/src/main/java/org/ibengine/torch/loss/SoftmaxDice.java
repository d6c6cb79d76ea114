package org.ibengine.torch.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Dice loss of both classes ({@code sdl}; {@code iwsdl} with inverse weights), as MONAI computes it
 * from the softmax of two outputs: per sample and class {@code 1 − (2·Σ w·p·t + 1e-5) / (Σ w·p + Σ
 * w·t + 1e-5)}, then the mean over both classes and all samples. A logit is the difference of the
 * two outputs, see {@link Foreground}; p of background is 1 − sigmoid(logit).
 */
public record SoftmaxDice() implements Loss {
  private static final double SMOOTHING = 1e-5;

  @Override
  public Tensor of(Tensor logit, Tensor target, Tensor weight) {
    return LossInput.evaluate(logit, target, weight, SoftmaxDice::mean);
  }

  private static Tensor mean(LossInput input) {
    Tensor foreground = overlap(input, input.logit().sigmoid(), input.target());
    Tensor outside = LossInput.oneMinus(input.target());
    Tensor background = overlap(input, input.logit().neg().sigmoid(), outside);
    return LossInput.oneMinus(foreground.add(background).mul(new Scalar(0.5))).mean();
  }

  /** Of every sample. */
  private static Tensor overlap(LossInput input, Tensor probability, Tensor target) {
    Tensor both = LossInput.sumOfSample(input.weighted(probability.mul(target)));
    Tensor all = LossInput.sumOfSample(input.weighted(probability.add(target)));
    Tensor smooth = both.mul(new Scalar(2.0)).add(new Scalar(SMOOTHING));
    return smooth.div(all.add(new Scalar(SMOOTHING)));
  }
}
