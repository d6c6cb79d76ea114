package org.ibengine.torch.loss;

import static org.ibengine.torch.loss.Literals.LOGIT;
import static org.ibengine.torch.loss.Literals.TARGET;
import static org.ibengine.torch.loss.Literals.WEIGHT;
import static org.ibengine.torch.loss.Literals.samples;
import static org.ibengine.torch.loss.Literals.zeros;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.torch.RequiresLibtorch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses of two outputs, which are those of their difference. */
@RequiresLibtorch
class ForegroundTest {
  /** Two samples, two outputs, six voxels; the difference is {@link Literals#LOGIT}. */
  private static Tensor outputs() {
    Tensor background = samples(2, TARGET).mul(new Scalar(0.7)).sub(new Scalar(0.3));
    Tensor foreground = background.add(samples(2, LOGIT));
    return torch.stack(new TensorVector(background, foreground), 1);
  }

  @ParameterizedTest
  @EnumSource
  void aLossOfTwoOutputsAndItsGradientsAreThoseOfTheirDifference(LossName name) {
    Tensor outputs = outputs().set_requires_grad(true);
    Tensor logit = samples(2, LOGIT).unsqueeze(1).set_requires_grad(true);
    Tensor target = samples(2, TARGET).unsqueeze(1);
    Tensor weight = name.needsWeights() ? samples(2, WEIGHT).unsqueeze(1) : null;
    Tensor two = name.loss().of(Foreground.logit(outputs), target, weight);
    Tensor one = name.loss().of(logit, target, weight);
    assertEquals(one.item_double(), two.item_double(), 1e-12);
    two.backward();
    one.backward();
    Tensor slope = logit.grad();
    assertEquals(0, outputs.grad().narrow(1, 1, 1).sub(slope).abs().max().item_double(), 1e-12);
    assertEquals(0, outputs.grad().narrow(1, 0, 1).add(slope).abs().max().item_double(), 1e-12);
  }

  @Test
  void theDifferenceIsTheLogitOfTheSoftmax() {
    Tensor probability = outputs().softmax(1).narrow(1, 1, 1);
    Tensor found = Foreground.logit(outputs()).sigmoid();
    assertEquals(0, found.sub(probability).abs().max().item_double(), 1e-15);
  }

  @Test
  void oneOutputIsTheLogitAndThreeAreRefused() {
    Tensor one = zeros(2, 1, 6);
    assertEquals(one, Foreground.logit(one));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Foreground.logit(zeros(2, 3, 6)))
            .getMessage();
    assertTrue(message.contains("[2, 3, 6]"), message);
  }
}
