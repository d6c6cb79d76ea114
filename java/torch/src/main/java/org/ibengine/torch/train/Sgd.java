package org.ibengine.torch.train;

import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Gradient descent with momentum, as {@code torch.optim.SGD} without dampening. */
final class Sgd extends Optimizer {
  private static final String VELOCITY = ".momentum_buffer";

  private final OptimizerSpec spec;

  Sgd(OptimizerSpec spec, Map<String, Tensor> parameters) {
    super(parameters);
    this.spec = spec;
    if (spec.momentum() > 0) {
      remember(VELOCITY);
    }
  }

  @Override
  void change(String name, Tensor parameter, Tensor gradient, double rate) {
    Tensor slope = decayed(gradient, parameter, spec.weightDecay());
    if (spec.momentum() > 0) {
      Scalar momentum = new Scalar(spec.momentum());
      Tensor velocity = remembered(name, VELOCITY).mul_(momentum).add_(slope);
      slope = spec.nesterov() ? slope.add(velocity, momentum) : velocity;
    }
    parameter.add_(slope, new Scalar(-rate));
  }
}
