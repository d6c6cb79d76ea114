package org.ibengine.torch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.torch.RequiresLibtorch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Optimisers against libtorch's own, in float64. */
@RequiresLibtorch
class OptimizerTest {
  private static final int STEPS = 25;

  private static Map<String, Tensor> parameters() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("a", Tensor.create(new double[] {1, -2, 0.5, 3}, 2, 2).set_requires_grad(true));
    all.put("b", Tensor.create(new double[] {0.25}, 1).set_requires_grad(true));
    return all;
  }

  /** A bumpy function of all parameters, another one at each step. */
  private static Tensor function(Map<String, Tensor> parameters, int step) {
    Tensor a = parameters.get("a");
    Tensor wave = a.mul(new org.bytedeco.pytorch.Scalar(1.0 + step)).sin();
    return wave.add(a.square()).sum().mul(parameters.get("b").exp().sum());
  }

  private static Map<String, Tensor> ours(String spec) {
    Map<String, Tensor> parameters = parameters();
    OptimizerSpec parsed = OptimizerSpec.parse(spec);
    try (Optimizer optimizer = Optimizer.of(parsed, parameters)) {
      for (int step = 0; step < STEPS; step++) {
        TensorVector gradients =
            torch.grad(
                new TensorVector(function(parameters, step)),
                new TensorVector(parameters.values().toArray(Tensor[]::new)));
        optimizer.step(gradients, parsed.rate());
      }
    }
    return parameters;
  }

  private static Map<String, Tensor> theirs(
      Function<TensorVector, org.bytedeco.pytorch.Optimizer> maker) {
    Map<String, Tensor> parameters = parameters();
    org.bytedeco.pytorch.Optimizer optimizer =
        maker.apply(new TensorVector(parameters.values().toArray(Tensor[]::new)));
    for (int step = 0; step < STEPS; step++) {
      optimizer.zero_grad();
      function(parameters, step).backward();
      optimizer.step();
    }
    return parameters;
  }

  private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> found) {
    expected.forEach(
        (name, tensor) -> {
          double difference = tensor.sub(found.get(name)).abs().max().item_double();
          assertEquals(0, difference, 1e-12, name);
          assertEquals(ScalarType.Double.value, found.get(name).scalar_type().value);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sgd:0.01 | 0 | false | 0",
        "sgd:0.01,momentum=0.9 | 0.9 | false | 0",
        "sgd:0.01,momentum=0.9,nesterov,weight-decay=0.1 | 0.9 | true | 0.1"
      })
  void gradientDescentIsLibtorchs(
      String spec, double momentum, boolean nesterov, double weightDecay) {
    SGDOptions options = new SGDOptions(0.01);
    options.momentum().put(momentum);
    options.nesterov().put(nesterov);
    options.weight_decay().put(weightDecay);
    assertSame(theirs(parameters -> new org.bytedeco.pytorch.SGD(parameters, options)), ours(spec));
  }

  @Test
  void adamIsLibtorchs() {
    AdamOptions options = new AdamOptions(0.02);
    options.weight_decay().put(0.1);
    assertSame(
        theirs(parameters -> new org.bytedeco.pytorch.Adam(parameters, options)),
        ours("adam:0.02,weight-decay=0.1"));
  }

  @Test
  void adamWIsLibtorchs() {
    AdamWOptions options = new AdamWOptions(0.02);
    options.weight_decay().put(0.1);
    assertSame(
        theirs(parameters -> new org.bytedeco.pytorch.AdamW(parameters, options)),
        ours("adamw:0.02,weight-decay=0.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd:0.01",
        "sgd:0.01,momentum=0.9,nesterov",
        "adam:1.0E-4,beta1=0.8,beta2=0.99,epsilon=1.0E-6",
        "adamw:0.001,weight-decay=0.05,beta1=0.9,beta2=0.999,epsilon=1.0E-8"
      })
  void anOptimiserSurvivesItsText(String text) {
    assertEquals(text, OptimizerSpec.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lion:1 | sgd:RATE",
        "adam | sgd:RATE",
        "adam:fast | must be a number, was fast",
        "adam:0 | more than 0",
        "sgd:NaN | more than 0",
        "sgd:1,momentum=1 | in [0, 1)",
        "adam:1,momentum=0.5 | momentum is for sgd",
        "sgd:1,nesterov | needs momentum",
        "sgd:1,beta1=0.5 | not for sgd",
        "adam:1,beta2=1 | betas must be",
        "sgd:1,speed=2 | not speed=2"
      })
  void aWrongOptimiserIsRefusedByWords(String text, String words) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> OptimizerSpec.parse(text)).getMessage();
    assertTrue(message.contains(words), message);
  }
}
