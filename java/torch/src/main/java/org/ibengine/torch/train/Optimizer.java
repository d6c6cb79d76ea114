package org.ibengine.torch.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.torch.memory.TensorScope;

/**
 * Changes parameters by their gradients; what it remembers has names, so that it can be saved. Owns
 * that, not the parameters. Belongs to one thread at a time.
 */
abstract sealed class Optimizer implements AutoCloseable permits Sgd, Adam {
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private long steps;

  Optimizer(Map<String, Tensor> parameters) {
    this.parameters = parameters;
  }

  static Optimizer of(OptimizerSpec spec, Map<String, Tensor> parameters) {
    return spec.kind() == OptimizerSpec.Kind.SGD
        ? new Sgd(spec, parameters)
        : new Adam(spec, parameters);
  }

  /** Zeros of the shape of every parameter, under its name and {@code suffix}. */
  final void remember(String suffix) {
    parameters.forEach(
        (name, parameter) ->
            state.put(
                name + suffix,
                TensorScope.outlive(TensorScope.result(() -> torch.zeros_like(parameter)))));
  }

  final Tensor remembered(String name, String suffix) {
    return state.get(name + suffix);
  }

  /**
   * One step.
   *
   * @param gradients of all parameters, in their order
   */
  @SuppressWarnings("try") // scope and guard work by being there
  final void step(TensorVector gradients, double rate) {
    steps++;
    long i = 0;
    for (Map.Entry<String, Tensor> parameter : parameters.entrySet()) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        change(parameter.getKey(), parameter.getValue(), gradients.get(i++), rate);
      }
    }
  }

  abstract void change(String name, Tensor parameter, Tensor gradient, double rate);

  /** The gradient, and so much of the parameter. */
  static Tensor decayed(Tensor gradient, Tensor parameter, double decay) {
    return decay == 0 ? gradient : gradient.add(parameter, new Scalar(decay));
  }

  /** How many steps it has made. */
  final long steps() {
    return steps;
  }

  /** Goes on after so many. */
  final void steps(long value) {
    steps = value;
  }

  /** What it remembers, by name. */
  final Map<String, Tensor> state() {
    return Collections.unmodifiableMap(state);
  }

  @Override
  public final void close() {
    state.values().forEach(Tensor::releaseReference);
    state.clear();
  }
}
