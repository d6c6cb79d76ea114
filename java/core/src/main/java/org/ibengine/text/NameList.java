package org.ibengine.text;

import java.util.Collection;
import java.util.stream.Collectors;

/** Shortens lists of names, of which there may be thousands, to one line. */
public final class NameList {
  private static final int SHOWN = 5;

  private NameList() {}

  /** The first five. */
  public static String of(Collection<String> names) {
    return of(names, SHOWN);
  }

  /** The first {@code shown}, and how many more there are. */
  public static String of(Collection<String> names, int shown) {
    String first = names.stream().limit(shown).collect(Collectors.joining(", "));
    int more = names.size() - shown;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
