package org.ibengine.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ibengine.text.Text;

/** The option that somebody meant who wrote another: as close as a slip of the finger. */
final class OptionHint {
  private static final int SHORTEST_TO_GUESS = 3; // letters; every short word is like some option

  private OptionHint() {}

  /** What to write instead, for every argument that looks like an option but is not one. */
  static List<String> lines(List<String> arguments, Collection<String> options) {
    List<String> lines = new ArrayList<>();
    for (String argument : arguments) {
      String name = argument.split("=", 2)[0];
      if (name.length() > 1 && name.startsWith("-") && !isNumber(name) && !options.contains(name)) {
        closest(name, options)
            .ifPresent(
                meant -> lines.add(Text.format("did you mean %s instead of %s?", meant, name)));
      }
    }
    return lines;
  }

  static Optional<String> closest(String name, Collection<String> options) {
    String wanted = letters(name);
    if (wanted.length() < SHORTEST_TO_GUESS) {
      return Optional.empty();
    }
    return options.stream()
        .filter(option -> option.startsWith("--"))
        .filter(option -> slips(wanted, letters(option)) <= allowed(wanted))
        .min(
            Comparator.<String>comparingInt(option -> slips(wanted, letters(option)))
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

  private static boolean isNumber(String text) {
    try {
      Double.parseDouble(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
