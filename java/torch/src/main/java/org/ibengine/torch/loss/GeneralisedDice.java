package org.ibengine.torch.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Generalised Dice ({@code gdl}), the baseline that balances classes, not lesions: {@code 1 − 2·Σ_c
 * v_c·Σ p_c·t_c / Σ_c v_c·Σ (p_c² + t_c²)} over foreground and background with {@code v_c = 1 / (1
 * + (Σ t_c)²)}, per sample, then the mean over samples. Takes no weights.
 */
public record GeneralisedDice() implements Loss {
  /**
   * @throws IllegalArgumentException also if there is a weight
   */
  @Override
  public Tensor of(Tensor logit, Tensor target, Tensor weight) {
    if (weight != null) {
      throw new IllegalArgumentException(
          "generalised Dice takes no weights, its class weights come from the target; pass null");
    }
    return LossInput.evaluate(logit, target, null, GeneralisedDice::mean);
  }

  private static Tensor mean(LossInput input) {
    Share foreground = Share.of(input.logit().sigmoid(), input.target());
    Tensor outside = LossInput.oneMinus(input.target());
    Share background = Share.of(input.logit().neg().sigmoid(), outside);
    Tensor both = foreground.both().add(background.both());
    Tensor all = foreground.all().add(background.all());
    return LossInput.oneMinus(both.mul(new Scalar(2.0)).div(all)).mean();
  }

  /** What one class adds to numerator and denominator. */
  private record Share(Tensor both, Tensor all) {
    static Share of(Tensor probability, Tensor target) {
      Tensor weight = LossInput.sumOfSample(target).square().add(new Scalar(1.0)).reciprocal();
      Tensor both = LossInput.sumOfSample(probability.mul(target));
      Tensor all = LossInput.sumOfSample(probability.square().add(target.square()));
      return new Share(weight.mul(both), weight.mul(all));
    }
  }
}
