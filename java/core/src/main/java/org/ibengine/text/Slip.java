package org.ibengine.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that somebody meant who wrote another: as close as a slip of the finger. */
public final class Slip {
  private static final int SHORTEST_TO_GUESS = 3; // letters; every short word is like some name

  private Slip() {}

  /**
   * The closest of the names if it is close enough; of equally close ones, the first by letters.
   */
  public static Optional<String> closest(String written, Collection<String> names) {
    String wanted = letters(written);
    if (wanted.length() < SHORTEST_TO_GUESS) {
      return Optional.empty();
    }
    return names.stream()
        .filter(name -> slips(wanted, letters(name)) <= allowed(wanted))
        .min(
            Comparator.<String>comparingInt(name -> slips(wanted, letters(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int allowed(String wanted) {
    return wanted.length() < 6 ? 1 : 2;
  }

  /** Without dashes, underscores and capitals: {@code --patchSize} is {@code --patch-size}. */
  private static String letters(String name) {
    return name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
  }

  /** Letters added, left out, exchanged or swapped with their neighbour; 0 for a beginning. */
  private static int slips(String a, String b) {
    if (b.startsWith(a) && a.length() >= SHORTEST_TO_GUESS + 1) {
      return a.equals(b) ? 0 : 1;
    }
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + other, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
