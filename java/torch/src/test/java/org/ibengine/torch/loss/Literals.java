package org.ibengine.torch.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Tensors from literals, in float64. */
final class Literals {
  /** Foreground of the components 0,0,1,1,1,0,0,2,0,0,0,0. */
  static final double[] TARGET = {0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0};

  /** Patch-inverse weights of those components: 12 / (3·3), 12 / (3·1), background 1. */
  static final double[] WEIGHT = {1, 1, 4 / 3., 4 / 3., 4 / 3., 1, 1, 4, 1, 1, 1, 1};

  static final double[] LOGIT = {-2, -1, .5, 1, 2, -3, 0, -1, -.5, -2, -4, 1};

  private Literals() {}

  /** One sample. */
  static Tensor sample(double... values) {
    return Tensor.create(values, 1, values.length).to(ScalarType.Double);
  }

  static Tensor samples(long count, double... values) {
    return Tensor.create(values, count, values.length / count).to(ScalarType.Double);
  }

  static Tensor zeros(long... shape) {
    return torch.zeros(shape).to(ScalarType.Double);
  }
}
