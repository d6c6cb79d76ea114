package org.ibengine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ibengine.text.Text;

/**
 * Cuts cases into folds so that all cases of a subject are in the same one: subjects sorted by
 * name, shuffled with a fixed seed, dealt out in consecutive pieces whose sizes differ by at most
 * one.
 */
public final class Folds {
  /** Fixed, so that everybody's fold 0 of 5 holds the same subjects. */
  private static final long SEED = 0x1b_f01d5L;

  private Folds() {}

  /**
   * The subject of each case, guessed from its name: a part that is known to name a visit (a BIDS
   * session, a single letter after {@code _}, the visit of BraTS, and others that
   * docs/reference/epochs.md lists) is removed; a number alone never is.
   */
  public static Map<String, String> subjects(List<String> caseNames) {
    return SubjectNames.of(caseNames);
  }

  /**
   * The subjects of fold {@code split}: those held out for validation.
   *
   * @param maxSplits how many folds, from 2 to the number of subjects
   * @throws IllegalArgumentException if there are fewer subjects than folds or no such fold
   */
  public static List<String> heldOut(Iterable<String> subjectNames, int split, int maxSplits) {
    TreeSet<String> sorted = new TreeSet<>();
    subjectNames.forEach(sorted::add);
    if (maxSplits < 2 || maxSplits > sorted.size()) {
      throw new IllegalArgumentException(
          Text.format(
              "folds must be from 2 to the number of subjects (%d), were %d; there are %d subjects, guessed from case names where neither the dataset nor --subjects says",
              sorted.size(), maxSplits, sorted.size()));
    }
    if (split < 0 || split >= maxSplits) {
      throw new IllegalArgumentException(
          Text.format("fold must be in [0, %d), was %d", maxSplits, split));
    }
    List<String> subjects = new ArrayList<>(sorted);
    int[] order =
        RandomStreams.permutation(
            subjects.size(), new RandomStreams(SEED, 0).of(RandomStreams.Purpose.FOLDS, 0));
    int first = (int) ((long) split * order.length / maxSplits);
    int end = (int) ((long) (split + 1) * order.length / maxSplits);
    List<String> fold = new ArrayList<>();
    for (int i = first; i < end; i++) {
      fold.add(subjects.get(order[i]));
    }
    return fold;
  }
}
