package org.ibengine.torch.loss;

import static org.ibengine.torch.loss.Literals.samples;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.torch.RequiresLibtorch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses and gradients where probabilities vanish, weights are large and types narrow. */
@RequiresLibtorch
class LossStabilityTest {
  private static final double LARGEST_WEIGHT = 2e5;
  private static final List<Loss> OTHERS =
      List.of(new AsymmetricSimilarity(4), new Focal(0.5, 0.5), new Focal(0.5, 0));

  /** Sample by sample: no foreground, all foreground, one voxel of it. */
  private static final double[] TARGET = {0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0};

  @ParameterizedTest
  @ValueSource(doubles = {-1e4, -200, -80, -45, 45, 200, 1e4})
  void finiteLogitsOfAnySizeGiveFiniteLossesAndGradients(double size) {
    double[] equal = new double[TARGET.length];
    double[] alternating = new double[TARGET.length];
    for (int i = 0; i < equal.length; i++) {
      equal[i] = size;
      alternating[i] = i % 2 == 0 ? size : -size;
    }
    for (double[] logit : List.of(equal, alternating)) {
      for (LossName name : LossName.values()) {
        requireFinite(name.label(), name.loss(), logit, name.needsWeights());
      }
      for (Loss loss : OTHERS) {
        requireFinite(loss.toString(), loss, logit, true);
      }
    }
  }

  private static void requireFinite(String name, Loss loss, double[] values, boolean weighted) {
    for (int sample = 0; sample < 3; sample++) {
      Tensor logit = one(sample, values).to(ScalarType.Float).set_requires_grad(true);
      Tensor weight = torch.ones(1, 4).mul(new Scalar(LARGEST_WEIGHT));
      Tensor value = loss.of(logit, one(sample, TARGET), weighted ? weight : null);
      value.backward();
      String at = "%s of sample %d at %s".formatted(name, sample, values[0]);
      assertTrue(Double.isFinite(value.item_double()), at);
      assertTrue(logit.grad().isfinite().all().item_bool(), at);
    }
  }

  private static Tensor one(int sample, double[] values) {
    return samples(3, values).narrow(0, sample, 1);
  }

  @ParameterizedTest
  @EnumSource
  void narrowTypesAreComputedInFloat32(LossName name) {
    int voxels = 70_000; // sums are beyond 65504, the largest float16, and so are weights
    Tensor target = torch.zeros(1, voxels);
    target.narrow(1, 5, 1).fill_(new Scalar(1.0));
    Tensor weight = target.mul(new Scalar(LARGEST_WEIGHT)).add(new Scalar(1.0));
    for (ScalarType type : List.of(ScalarType.Half, ScalarType.BFloat16)) {
      Tensor narrow = torch.ones(1, voxels).mul(new Scalar(1.5)).to(type).set_requires_grad(true);
      Tensor given = name.needsWeights() ? weight : null;
      Tensor value = name.loss().of(narrow, target, given);
      assertEquals(ScalarType.Float, value.scalar_type().intern());
      Tensor wide = narrow.detach().to(ScalarType.Float);
      assertEquals(name.loss().of(wide, target, given).item_float(), value.item_float());
      value.backward();
      assertTrue(narrow.grad().isfinite().all().item_bool(), name.label());
    }
  }
}
