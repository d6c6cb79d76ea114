package org.ibengine.torch;

import static org.bytedeco.pytorch.global.torch.conv3d;
import static org.bytedeco.pytorch.global.torch.conv_transpose3d;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.text.Text;

/**
 * Convolutions on the host that can be relied on. libtorch 2.10 has them from oneDNN 3.7.1, which
 * gives wrong outputs and gradients in some virtual machines that hide the caches of their
 * processor (docs/adr/0033-convolutions-are-checked.md). Its code for SSE4.1 is right there.
 */
final class Convolutions {
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final List<String> LIMITS = List.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA");
  private static final String RIGHT = "SSE41";

  /** Of the largest value; float32 stays below 1e-5, what was wrong was off by more than 0.02. */
  private static final double TOLERANCE = 1e-3;

  private static final long[] ONE = {1, 1, 1};
  private static final long[] TWO = {2, 2, 2};

  private Convolutions() {}

  private interface LibC extends Library {
    int setenv(String name, String value, int overwrite);
  }

  /** An operation on an image and weights. */
  private interface Operation {
    Tensor of(Tensor image, Tensor weights);
  }

  /**
   * Keeps oneDNN to code that is right where the processor hides its caches, unless the user has
   * set a limit. Effective only before libtorch is loaded.
   *
   * @return what was done; empty if nothing had to be
   */
  static Optional<String> limit() {
    if (Files.exists(CACHES) || LIMITS.stream().anyMatch(name -> System.getenv(name) != null)) {
      return Optional.empty();
    }
    Native.load("c", LibC.class).setenv(LIMITS.get(0), RIGHT, 0);
    return Optional.of(
        "this machine hides the caches of its processor, where libtorch's convolutions can be wrong;"
            + " they are kept to SSE4.1, right but 3 to 4 times slower on the processor");
  }

  /** Compares float32 with double, which goes another way; empty if they agree. */
  @SuppressWarnings("try") // a scope works by being there
  static Optional<String> fault() {
    try (PointerScope scope = new PointerScope()) {
      TensorOptional none = new TensorOptional();
      double off =
          Stream.of(
                  difference(4, 4, (x, w) -> conv3d(x, w, none, ONE, ONE, ONE, 1)),
                  difference(20, 10, (x, w) -> conv3d(x, w, none, ONE, ONE, ONE, 1)),
                  difference(48, 48, (x, w) -> conv3d(x, w, none, TWO, ONE, ONE, 1)),
                  difference(48, 48, (x, w) -> conv_transpose3d(x, w, none, TWO, ONE, ONE, 1, ONE)))
              .reduce(0.0, Math::max);
      return off < TOLERANCE
          ? Optional.empty()
          : Optional.of(
              Text.format(
                  "gives wrong convolutions on this processor (off by %.2g of the largest value);"
                      + " set the environment variable %s=%s and start again",
                  off, LIMITS.get(0), RIGHT));
    }
  }

  /**
   * Largest of output and gradients, relative to the largest value of each; NaN if there is one.
   */
  private static double difference(int in, int out, Operation operation) {
    Tensor image = values(2, in, 4, 4, 4);
    Tensor weights = values(out, in, 3, 3, 3);
    List<Tensor> exact = answers(image, weights, ScalarType.Double, operation);
    List<Tensor> found = answers(image, weights, ScalarType.Float, operation);
    double most = 0;
    for (int i = 0; i < exact.size(); i++) {
      Tensor off = found.get(i).to(ScalarType.Double).sub(exact.get(i));
      most = Math.max(most, largest(off) / largest(exact.get(i)));
    }
    return most;
  }

  private static double largest(Tensor tensor) {
    return tensor.abs().max().item_double();
  }

  /** Numbers without a pattern that a wrong order of channels would keep. */
  private static Tensor values(long... shape) {
    long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    return torch.arange(new Scalar(count)).to(ScalarType.Double).square().sin().reshape(shape);
  }

  private static List<Tensor> answers(
      Tensor image, Tensor weights, ScalarType type, Operation operation) {
    Tensor x = image.to(type).set_requires_grad(true);
    Tensor w = weights.to(type).set_requires_grad(true);
    Tensor y = operation.of(x, w);
    TensorVector gradients =
        torch.grad(new TensorVector(y.square().mean()), new TensorVector(x, w));
    return List.of(y, gradients.get(0), gradients.get(1));
  }
}
