package org.ibengine;

import java.util.Map;

/**
 * Which cases are held out.
 *
 * @param maxSplits folds that subjects are cut into; 0 where all are trained on
 * @param subjects by case name, where they differ from what the name implies
 * @param lists instead of folds; null for none
 */
record FoldChoice(int split, int maxSplits, Map<String, String> subjects, Split lists) {
  static final FoldChoice NONE = new FoldChoice(0, 0, Map.of(), null);

  FoldChoice {
    if (maxSplits > 0 && lists != null) {
      throw new IllegalArgumentException(
          "cases are held out by fold or by a split, both were asked for; leave one out");
    }
  }

  FoldChoice fold(int number, int of) {
    return new FoldChoice(number, of, subjects, lists);
  }

  FoldChoice subjects(Map<String, String> subjectOfCase) {
    return new FoldChoice(split, maxSplits, Map.copyOf(subjectOfCase), lists);
  }

  FoldChoice lists(Split explicit) {
    return new FoldChoice(split, maxSplits, subjects, explicit);
  }

  /** Whether not all cases are trained on. */
  boolean selects() {
    return maxSplits > 0 || lists != null;
  }

  /** Whether there are cases to validate on. */
  boolean holdsOut() {
    return maxSplits > 0 || lists != null && !lists.validation().isEmpty();
  }
}
