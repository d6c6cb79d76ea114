package org.ibengine.torch;

import static org.bytedeco.pytorch.global.torch.conv3d;
import static org.bytedeco.pytorch.global.torch.conv_transpose3d;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions of libtorch in float32 against those in double, which go another way. */
@RequiresLibtorch
class ConvolutionTest {
  private static final double TOLERANCE = 1e-4; // of the largest value
  private static final long[] ONE = {1, 1, 1};
  private static final long[] TWO = {2, 2, 2};
  private static final long[] ZERO = {0, 0, 0};

  @BeforeAll
  static void load() {
    Libtorch.load();
  }

  private interface Operation {
    Tensor of(Tensor image, Tensor weights, TensorOptional none);
  }

  private static List<Tensor> answers(Tensor image, Tensor weights, ScalarType type, Operation op) {
    Tensor x = image.to(type).set_requires_grad(true);
    Tensor w = weights.to(type).set_requires_grad(true);
    Tensor y = op.of(x, w, new TensorOptional());
    TensorVector gradients =
        torch.grad(new TensorVector(y.pow(new Scalar(2)).mean()), new TensorVector(x, w));
    return List.of(y, gradients.get(0), gradients.get(1));
  }

  private static double largest(Tensor tensor) {
    return tensor.abs().max().item_double();
  }

  private static void compare(String what, long[] image, long[] weights, Operation operation) {
    torch.manual_seed(7);
    Tensor x = torch.randn(image);
    Tensor w = torch.randn(weights);
    List<Tensor> expected = answers(x, w, ScalarType.Double, operation);
    List<Tensor> found = answers(x, w, ScalarType.Float, operation);
    for (int i = 0; i < expected.size(); i++) {
      double off = largest(found.get(i).to(ScalarType.Double).sub(expected.get(i)));
      assertTrue(
          off < TOLERANCE * largest(expected.get(i)), what + ", tensor " + i + ": off by " + off);
    }
  }

  /** Numbers of channels that are and are not a multiple of what oneDNN puts together. */
  @ParameterizedTest
  @CsvSource({
    "1, 1", "1, 8", "2, 16", "3, 4", "4, 4", "8, 8", "16, 1", "16, 16", "24, 24", "24, 32",
    "32, 24", "48, 48", "20, 10"
  })
  void outputsAndGradientsAreRight(int in, int out) {
    for (int edge : new int[] {2, 4, 8}) {
      long[] image = {2, in, edge, edge, edge};
      long[] weights = {out, in, 3, 3, 3};
      long[] points = {out, in, 1, 1, 1};
      long[] upwards = {in, out, 2, 2, 2};
      String size = " of edge " + edge;
      compare("3x3x3" + size, image, weights, (x, w, b) -> conv3d(x, w, b, ONE, ONE, ONE, 1));
      compare("stride 2" + size, image, weights, (x, w, b) -> conv3d(x, w, b, TWO, ONE, ONE, 1));
      compare("1x1x1" + size, image, points, (x, w, b) -> conv3d(x, w, b, ONE, ZERO, ONE, 1));
      compare(
          "transposed" + size,
          image,
          upwards,
          (x, w, b) -> conv_transpose3d(x, w, b, TWO, ZERO, ZERO, 1, ONE));
    }
  }

  @Test
  void theCheckOfLoadingFindsNoFault() {
    assertEquals(Optional.empty(), Convolutions.fault());
  }
}
