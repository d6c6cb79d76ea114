package org.ibengine.torch.loss;

import java.util.Arrays;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.text.Text;
import org.ibengine.torch.memory.TensorScope;

/**
 * Checked arguments of a loss, all in the logit's type, or in float32 where that is narrower: sums
 * over a patch and inverse weights are beyond float16.
 *
 * @param weight null for none
 */
record LossInput(Tensor logit, Tensor target, Tensor weight) {
  /**
   * Evaluates {@code body}; what it makes on the way is freed on return, the result belongs to the
   * caller's scope, if there is one.
   */
  static Tensor evaluate(
      Tensor logit, Tensor target, Tensor weight, Function<LossInput, Tensor> body) {
    requireShape("target", target, logit);
    if (weight != null) {
      requireShape("weight", weight, logit);
    }
    return TensorScope.result(
        () -> {
          ScalarType type = torch.promote_types(logit.scalar_type(), ScalarType.Float);
          return body.apply(new LossInput(logit.to(type), target.to(type), in(type, weight)));
        });
  }

  private static Tensor in(ScalarType type, Tensor weight) {
    return weight == null ? null : weight.to(type);
  }

  private static void requireShape(String name, Tensor tensor, Tensor logit) {
    long[] found = tensor.shape();
    long[] expected = logit.shape();
    if (!Arrays.equals(found, expected)) {
      throw new IllegalArgumentException(
          Text.format(
              "a %s must have the logit's shape %s, was %s; weights and targets are not broadcast",
              name, Arrays.toString(expected), Arrays.toString(found)));
    }
  }

  /** {@code values} times the weight, if there is one. */
  Tensor weighted(Tensor values) {
    return weight == null ? values : weight.mul(values);
  }

  static Tensor oneMinus(Tensor values) {
    return torch.rsub(values, new Scalar(1.0));
  }

  /** Sums over all dimensions but the first. */
  static Tensor sumOfSample(Tensor values) {
    return values.reshape(values.size(0), -1).sum(1);
  }
}
