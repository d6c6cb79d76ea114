package org.ibengine.dataset;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import org.ibengine.text.Text;

/**
 * Which cases are trained on and which are held out. Immutable.
 *
 * @param fold whose subjects are held out; empty for none
 * @param split lists of cases instead of a fold; empty for none
 * @param subjects by case name, where they differ from what the name implies
 * @param validationOfAll whether the validation shows all cases but those for testing, instead of
 *     what is held out
 */
public record FoldChoice(
    Optional<Fold> fold,
    Optional<Split> split,
    Map<String, String> subjects,
    boolean validationOfAll) {
  /** Nothing is held out, so there is no validation. */
  public static final FoldChoice NONE =
      new FoldChoice(Optional.empty(), Optional.empty(), Map.of(), false);

  /**
   * One of equal parts of the subjects.
   *
   * @param number from 0
   * @param of how many parts there are, at least 2
   */
  public record Fold(int number, int of) {
    public Fold {
      if (of < 2) {
        throw new IllegalArgumentException("number of folds must be at least 2, was " + of);
      }
      if (number < 0 || number >= of) {
        throw new IllegalArgumentException(
            Text.format("fold must be in [0, %d), was %d", of, number));
      }
    }
  }

  /**
   * @throws IllegalArgumentException if both a fold and a split are given
   */
  public FoldChoice {
    requireNonNull(fold, "fold must not be null");
    requireNonNull(split, "split must not be null");
    requireNonNull(subjects, "the map of subjects must not be null");
    subjects.forEach(
        (name, subject) -> {
          requireNonNull(name, "the name of a case must not be null");
          requireNonNull(subject, () -> "the subject of case " + name + " must not be null");
        });
    subjects = Map.copyOf(subjects);
    if (fold.isPresent() && split.isPresent()) {
      throw new IllegalArgumentException(
          "cases are held out by fold or by a split, both were asked for; leave one out");
    }
  }

  /** The same with that fold. */
  public FoldChoice fold(int number, int of) {
    return new FoldChoice(Optional.of(new Fold(number, of)), split, subjects, validationOfAll);
  }

  /** The same with those lists; null for none. */
  public FoldChoice split(Split lists) {
    return new FoldChoice(fold, Optional.ofNullable(lists), subjects, validationOfAll);
  }

  /** The same with those subjects. */
  public FoldChoice subjects(Map<String, String> subjectOfCase) {
    return new FoldChoice(fold, split, subjectOfCase, validationOfAll);
  }

  /** The same with or without a validation of all cases. */
  public FoldChoice validationOfAll(boolean value) {
    return new FoldChoice(fold, split, subjects, value);
  }

  /** Whether not all cases are trained on. */
  boolean selects() {
    return fold.isPresent() || split.isPresent();
  }

  /** Whether there are cases to validate on. */
  boolean holdsOut() {
    return fold.isPresent() || split.map(lists -> !lists.validation().isEmpty()).orElse(false);
  }
}
