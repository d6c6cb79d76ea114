package org.ibengine.torch.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ibengine.text.Text;

/**
 * An optimiser and its parameters, as PyTorch means them. As text: the kind, a colon, the learning
 * rate, then what is not as usual, as in {@code sgd:0.01,momentum=0.9,nesterov} or {@code
 * adam:1e-4,beta2=0.99}.
 *
 * @param rate the learning rate before any schedule, more than 0
 * @param momentum of {@code sgd}, in [0, 1)
 * @param nesterov whether {@code sgd} looks ahead; needs momentum
 * @param weightDecay at least 0; added to gradients, but for {@code adamw}, which shrinks weights
 * @param beta1 of {@code adam} and {@code adamw}, in [0, 1)
 * @param beta2 of {@code adam} and {@code adamw}, in [0, 1)
 * @param epsilon of {@code adam} and {@code adamw}, more than 0
 */
public record OptimizerSpec(
    Kind kind,
    double rate,
    double momentum,
    boolean nesterov,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon) {
  /** Which rule. */
  public enum Kind {
    SGD,
    ADAM,
    ADAMW;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  public OptimizerSpec {
    if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a learning rate must be more than 0, was " + rate);
    }
    boolean adam = kind != Kind.SGD;
    if (!(momentum >= 0 && momentum < 1) || momentum > 0 && adam) {
      throw new IllegalArgumentException("momentum is for sgd, in [0, 1), was " + momentum);
    }
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov needs momentum, as in momentum=0.9,nesterov");
    }
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight-decay must be at least 0, was " + weightDecay);
    }
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0)) {
      throw new IllegalArgumentException(
          Text.format(
              "betas must be in [0, 1) and epsilon more than 0, were %s, %s and %s",
              beta1, beta2, epsilon));
    }
    if (!adam && (beta1 != BETA1 || beta2 != BETA2 || epsilon != EPSILON)) {
      throw new IllegalArgumentException("betas and epsilon are for adam and adamw, not for sgd");
    }
  }

  /** Adam with the usual betas. */
  public static OptimizerSpec adam(double rate) {
    return new OptimizerSpec(Kind.ADAM, rate, 0, false, 0, BETA1, BETA2, EPSILON);
  }

  /**
   * @throws IllegalArgumentException if the text names no optimiser, or a value is not allowed
   */
  public static OptimizerSpec parse(String text) {
    int colon = text.indexOf(':');
    String[] parts = text.substring(colon + 1).split(",");
    Kind kind = kind(colon < 0 ? "" : text.substring(0, colon), text);
    double rate = number("learning rate", parts[0]);
    OptimizerSpec spec = new OptimizerSpec(kind, rate, 0, false, 0, BETA1, BETA2, EPSILON);
    boolean nesterov = false;
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].equals("nesterov")) {
        nesterov = true;
      } else {
        spec = spec.with(parts[i]);
      }
    }
    return nesterov ? spec.ahead() : spec;
  }

  private static Kind kind(String name, String text) {
    for (Kind kind : Kind.values()) {
      if (kind.label().equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "an optimiser must be sgd:RATE, adam:RATE or adamw:RATE with parameters after commas, was "
            + text);
  }

  private OptimizerSpec ahead() {
    return new OptimizerSpec(kind, rate, momentum, true, weightDecay, beta1, beta2, epsilon);
  }

  private OptimizerSpec with(String setting) {
    int equals = setting.indexOf('=');
    String name = equals < 0 ? setting : setting.substring(0, equals);
    double value = equals < 0 ? Double.NaN : number(name, setting.substring(equals + 1));
    return switch (name) {
      case "momentum" ->
          new OptimizerSpec(kind, rate, value, nesterov, weightDecay, beta1, beta2, epsilon);
      case "weight-decay" ->
          new OptimizerSpec(kind, rate, momentum, nesterov, value, beta1, beta2, epsilon);
      case "beta1" ->
          new OptimizerSpec(kind, rate, momentum, nesterov, weightDecay, value, beta2, epsilon);
      case "beta2" ->
          new OptimizerSpec(kind, rate, momentum, nesterov, weightDecay, beta1, value, epsilon);
      case "epsilon" ->
          new OptimizerSpec(kind, rate, momentum, nesterov, weightDecay, beta1, beta2, value);
      default ->
          throw new IllegalArgumentException(
              "an optimiser has momentum, nesterov, weight-decay, beta1, beta2 and epsilon, not "
                  + setting);
    };
  }

  private static double number(String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, was " + text, e);
    }
  }

  /** What {@link #parse} reads. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(List.of(kind.label() + ":" + rate));
    if (momentum > 0) {
      parts.add("momentum=" + momentum);
    }
    if (nesterov) {
      parts.add("nesterov");
    }
    if (weightDecay > 0) {
      parts.add("weight-decay=" + weightDecay);
    }
    if (kind != Kind.SGD) {
      parts.addAll(List.of("beta1=" + beta1, "beta2=" + beta2, "epsilon=" + epsilon));
    }
    return String.join(",", parts);
  }
}
