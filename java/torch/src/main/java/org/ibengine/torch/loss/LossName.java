package org.ibengine.torch.loss;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ibengine.text.Text;

/** The losses by their names in the literature. */
public enum LossName {
  BCE(CrossEntropy.PLAIN),
  WCE(new CrossEntropy(1, true)),
  DL(new Dice()),
  ASL(AsymmetricSimilarity.STANDARD),
  FL(Focal.STANDARD),
  GDL(new GeneralisedDice()),
  SDL(new SoftmaxDice()),
  IWBCE(new InverseWeighted(CrossEntropy.PLAIN)),
  IWDL(new InverseWeighted(new Dice())),
  IWASL(new InverseWeighted(AsymmetricSimilarity.STANDARD)),
  IWFL(new InverseWeighted(Focal.STANDARD)),
  IWSDL(new InverseWeighted(new SoftmaxDice()));

  private final Loss loss;

  LossName(Loss loss) {
    this.loss = loss;
  }

  /** The loss with its usual parameters. */
  public Loss loss() {
    return loss;
  }

  /** Whether the loss must be given weights. */
  public boolean needsWeights() {
    return loss instanceof InverseWeighted;
  }

  /** As {@code iwdl}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  public static LossName of(String label) {
    for (LossName name : values()) {
      if (name.label().equals(label)) {
        return name;
      }
    }
    throw new IllegalArgumentException(
        Text.format(
            "loss must be one of %s, was %s",
            Arrays.stream(values()).map(LossName::label).collect(Collectors.joining(", ")), label));
  }
}
