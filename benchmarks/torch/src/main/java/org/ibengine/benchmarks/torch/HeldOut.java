package org.ibengine.benchmarks.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What training must not learn from where there is no second subject: every fourth instance. Its
 * voxels have weight 0 in every loss; the validation asks for them alone.
 *
 * @param every hold out ids divisible by this; 0 for none, where a fold holds out subjects
 */
record HeldOut(int every) {
  static final HeldOut NOTHING = new HeldOut(0);

  boolean holds(int instanceId) {
    return every == 0 || instanceId % every == 0;
  }

  /**
   * Weights of a batch of the training.
   *
   * @param weights the engine's; null for none
   * @param instances ids of the batch
   * @return null where all voxels weigh the same
   */
  Tensor weights(Tensor weights, Tensor instances) {
    if (every == 0) {
      return weights;
    }
    Tensor hidden = instances.remainder(new Scalar(every)).eq(new Scalar(0));
    Tensor seen =
        hidden.logical_and(instances.gt(new Scalar(0))).logical_not().to(ScalarType.Float);
    return weights == null ? seen : weights.mul(seen);
  }
}
