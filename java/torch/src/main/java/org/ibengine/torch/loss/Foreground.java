package org.ibengine.torch.loss;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.ibengine.text.Text;
import org.ibengine.torch.memory.TensorScope;

/** The logit of foreground among the outputs of a network. */
public final class Foreground {
  private Foreground() {}

  /**
   * The logit of foreground, shape (batch, 1, …): of one output the output itself, of two their
   * difference, second minus first, since softmax of two outputs is the sigmoid of that. Gradients
   * flow to the outputs.
   *
   * @param outputs shape (batch, 1 or 2, …); the second of two is foreground
   * @return the caller closes it (or its scope does)
   * @throws IllegalArgumentException if there are more outputs
   */
  public static Tensor logit(Tensor outputs) {
    if (outputs.dim() < 2 || outputs.size(1) < 1 || outputs.size(1) > 2) {
      throw new IllegalArgumentException(
          Text.format(
              "outputs must be of shape (batch, 1 or 2, …), were %s",
              Arrays.toString(outputs.shape())));
    }
    return outputs.size(1) == 1
        ? outputs
        : TensorScope.result(() -> outputs.narrow(1, 1, 1).sub(outputs.narrow(1, 0, 1)));
  }
}
