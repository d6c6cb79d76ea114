package org.ibengine;

import java.util.Map;

/**
 * Which subjects are held out.
 *
 * @param maxSplits folds that subjects are cut into; 0 where all are trained on
 * @param subjects by case name, where they differ from what the name implies
 */
record FoldChoice(int split, int maxSplits, Map<String, String> subjects) {
  static final FoldChoice NONE = new FoldChoice(0, 0, Map.of());

  boolean holdsOut() {
    return maxSplits > 0;
  }
}
