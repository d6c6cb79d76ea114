package org.ibengine.torch.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.ibengine.torch.loss.Foreground;
import org.ibengine.torch.loss.LossName;
import org.ibengine.torch.memory.TensorScope;

/**
 * One loss, or the sum of several, by name: {@code iwdl}, {@code sdl+bce}.
 *
 * @param parts at least one
 */
public record LossSpec(List<LossName> parts) {
  public LossSpec {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a loss needs a name");
    }
  }

  /**
   * @throws IllegalArgumentException if a name is unknown
   */
  public static LossSpec parse(String text) {
    List<LossName> parts = new ArrayList<>();
    for (String name : text.split("\\+", -1)) {
      parts.add(LossName.of(name));
    }
    return new LossSpec(parts);
  }

  /** Whether a part must be given weights. */
  public boolean needsWeights() {
    return parts.stream().anyMatch(LossName::needsWeights);
  }

  /**
   * The loss of a batch.
   *
   * @param outputs of a network, shape (batch, 1 or 2, Z, Y, X)
   * @param target shape (batch, 1, Z, Y, X), 0 or 1
   * @param weights the target's shape, for the parts that need them; null if none does
   * @return the caller closes it (or its scope does)
   */
  public Tensor of(Tensor outputs, Tensor target, Tensor weights) {
    return TensorScope.result(
        () -> {
          Tensor logit = Foreground.logit(outputs);
          Tensor sum = null;
          for (LossName part : parts) {
            Tensor one = part.loss().of(logit, target, part.needsWeights() ? weights : null);
            sum = sum == null ? one : sum.add(one);
          }
          return sum;
        });
  }

  /** What {@link #parse} reads. */
  @Override
  public String toString() {
    return parts.stream().map(LossName::label).collect(Collectors.joining("+"));
  }
}
