package org.ibengine.prepare;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names for one line, of which there may be thousands. */
final class NameList {
  private static final int SHOWN = 5;

  private NameList() {}

  static String of(Collection<String> names) {
    return of(names, SHOWN);
  }

  static String of(Collection<String> names, int shown) {
    String first = names.stream().limit(shown).collect(Collectors.joining(", "));
    int more = names.size() - shown;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
