package org.ibengine.torch.train;

import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Adam and AdamW, as {@code torch.optim} has them, without AMSGrad. */
final class Adam extends Optimizer {
  private static final String MEAN = ".exp_avg";
  private static final String SQUARES = ".exp_avg_sq";

  private final OptimizerSpec spec;

  Adam(OptimizerSpec spec, Map<String, Tensor> parameters) {
    super(parameters);
    this.spec = spec;
    remember(MEAN);
    remember(SQUARES);
  }

  @Override
  void change(String name, Tensor parameter, Tensor gradient, double rate) {
    Tensor slope = gradient;
    if (spec.kind() == OptimizerSpec.Kind.ADAMW) {
      parameter.mul_(new Scalar(1 - rate * spec.weightDecay()));
    } else {
      slope = decayed(gradient, parameter, spec.weightDecay());
    }
    Tensor mean = remembered(name, MEAN).lerp_(slope, new Scalar(1 - spec.beta1()));
    Tensor squares =
        remembered(name, SQUARES)
            .mul_(new Scalar(spec.beta2()))
            .addcmul_(slope, slope, new Scalar(1 - spec.beta2()));
    double first = 1 - Math.pow(spec.beta1(), steps());
    double second = Math.sqrt(1 - Math.pow(spec.beta2(), steps()));
    Tensor scale = squares.sqrt().div(new Scalar(second)).add_(new Scalar(spec.epsilon()));
    parameter.addcdiv_(mean, scale, new Scalar(-rate / first));
  }
}
