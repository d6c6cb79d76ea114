package org.ibengine.evaluation;

import java.util.List;
import org.ibengine.text.Labels;

/** Which of the predicted components that share a voxel with an instance the instance takes. */
public enum ObjectMatching {
  /**
   * The one with the highest Dice overlap; among equal ones, the one with the higher score. As
   * published.
   */
  BEST_OVERLAP("best-overlap") {
    @Override
    boolean prefers(Candidate one, Candidate other) {
      return one.dice() > other.dice() || one.dice() == other.dice() && one.logit() > other.logit();
    }
  },
  /** The one with the highest score; among equal ones, the one with the higher Dice overlap. */
  BEST_SCORE("best-score") {
    @Override
    boolean prefers(Candidate one, Candidate other) {
      return one.logit() > other.logit()
          || one.logit() == other.logit() && one.dice() > other.dice();
    }
  };

  private final String label;

  ObjectMatching(String label) {
    this.label = label;
  }

  /**
   * A component as an instance sees it.
   *
   * @param dice 0 for no component at all
   */
  record Candidate(double dice, double logit) {
    static final Candidate NONE = new Candidate(0, Double.NEGATIVE_INFINITY);
  }

  /**
   * Whether an instance takes {@code one} rather than {@code other}; false where both are equal.
   */
  abstract boolean prefers(Candidate one, Candidate other);

  /** On the command line and in files, such as {@code best-overlap}. */
  public String label() {
    return label;
  }

  /**
   * @throws IllegalArgumentException for anything but a {@link #label}
   */
  public static ObjectMatching of(String label) {
    return Labels.find("the matching", label, List.of(values()), ObjectMatching::label);
  }
}
