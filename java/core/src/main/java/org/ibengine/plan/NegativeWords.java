package org.ibengine.plan;

import java.util.ArrayList;
import java.util.List;

/** What is asked of background, in the words of the command line. */
public final class NegativeWords {
  private NegativeWords() {}

  /**
   * The options that windows must meet, such as {@code --inside liver>=0.5}; empty if every window
   * free of foreground will do. The least share of body is among them unless it is 0.
   */
  public static List<String> rules(Negatives wanted) {
    List<String> words = rulesOfLabels(wanted);
    if (wanted.leastBody() > 0) {
      words.add("--min-body " + wanted.leastBody());
    }
    return words;
  }

  /** The options that go beyond the grid that was prepared; empty if none does. */
  public static List<String> beyondGrid(Negatives wanted) {
    List<String> words = new ArrayList<>();
    if (wanted.parts().stream().anyMatch(NegativeWords::isOfListedWindows)) {
      words.add("--negatives " + wanted.text());
    }
    wanted.alarms().ifPresent(list -> words.add("--hard " + list.file()));
    words.addAll(rulesOfLabels(wanted));
    if (wanted.distances()) {
      words.add("--distances");
    }
    return words;
  }

  /** Of the parts that only {@code --negatives} asks for. */
  private static boolean isOfListedWindows(NegativePart part) {
    return part.kind() != NegativePart.Kind.GRID && part.kind() != NegativePart.Kind.HARD;
  }

  private static List<String> rulesOfLabels(Negatives wanted) {
    List<String> words = new ArrayList<>();
    if (wanted.minDistanceMm() > 0) {
      words.add("--min-distance " + wanted.minDistanceMm());
    }
    wanted.inside().forEach(inside -> words.add("--inside " + inside.text()));
    return words;
  }
}
