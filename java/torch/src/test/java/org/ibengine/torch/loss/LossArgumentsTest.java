package org.ibengine.torch.loss;

import static org.ibengine.torch.loss.Literals.TARGET;
import static org.ibengine.torch.loss.Literals.sample;
import static org.ibengine.torch.loss.Literals.samples;
import static org.ibengine.torch.loss.Literals.zeros;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.ibengine.torch.RequiresLibtorch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What losses refuse, and what they do at their edges. */
@RequiresLibtorch
class LossArgumentsTest {
  private static String refusal(Loss loss, Tensor logit, Tensor target, Tensor weight) {
    return assertThrows(IllegalArgumentException.class, () -> loss.of(logit, target, weight))
        .getMessage();
  }

  @ParameterizedTest
  @EnumSource
  void aTargetOfAnotherShapeIsRefused(LossName name) {
    Tensor weight = name.needsWeights() ? zeros(2, 3) : null;
    String message = refusal(name.loss(), zeros(2, 3), zeros(2, 1), weight);
    assertTrue(message.contains("target") && message.contains("[2, 1]"), message);
    assertTrue(message.contains("[2, 3]"), message);
  }

  @Test
  void aWeightOfAnotherShapeIsRefused() {
    String message = refusal(new Dice(), zeros(2, 3), zeros(2, 3), zeros(3, 2));
    assertTrue(message.contains("weight") && message.contains("[3, 2]"), message);
  }

  @Test
  void inverseWeightedLossesNeedWeightsAndGeneralisedDiceTakesNone() {
    Tensor any = zeros(2, 3);
    assertTrue(refusal(LossName.IWDL.loss(), any, any, null).contains("needs a weight map"));
    assertTrue(refusal(LossName.GDL.loss(), any, any, any).contains("takes no weights"));
  }

  @Test
  void parametersOutOfRangeAndUnknownNamesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new CrossEntropy(0, false));
    assertThrows(IllegalArgumentException.class, () -> new AsymmetricSimilarity(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Focal(1, 2));
    assertThrows(IllegalArgumentException.class, () -> new Focal(0.5, -1));
    String message =
        assertThrows(IllegalArgumentException.class, () -> LossName.of("iou")).getMessage();
    assertTrue(message.contains("iwfl") && message.endsWith("was iou"), message);
  }

  @Test
  void aSampleWithoutTargetHasDiceLossOneEvenWhereAllProbabilitiesVanish() {
    Tensor nothing = zeros(1, 3);
    assertEquals(1, new Dice().of(sample(-1, 0, 2), nothing).item_double());
    assertEquals(1, new Dice().of(sample(-900, -900, -900), nothing).item_double());
  }

  @Test
  void diceIsAveragedOverSamplesNotOverTheBatch() {
    // Sums 1 and 2.5, so 1 − 2/2.5 = 0.2; a sample without target has loss 1. Over the batch
    // alike it would be 1 − 2/3.
    Tensor logit = zeros(2, 2);
    Tensor target = samples(2, 1, 1, 0, 0);
    assertEquals((0.2 + 1) / 2, new Dice().of(logit, target).item_double(), 1e-12);
  }

  @Test
  void weightsOfOneChangeNothingAndOfZeroHideAVoxel() {
    Tensor logit = sample(Literals.LOGIT);
    Tensor target = sample(TARGET);
    Tensor ones = zeros(1, 12).add(new Scalar(1.0));
    Loss loss = new Dice();
    assertEquals(loss.of(logit, target).item_double(), loss.of(logit, target, ones).item_double());
    assertEquals(
        loss.of(sample(0.5, -1), sample(1, 0)).item_double(),
        loss.of(sample(0.5, -1, 3), sample(1, 0, 0), sample(1, 1, 0)).item_double(),
        1e-12);
  }
}
