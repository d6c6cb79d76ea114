package org.ibengine.text;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Names of constants in files and on command lines. */
public final class Labels {
  private Labels() {}

  /** Lower case, with hyphens. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The constant of a name.
   *
   * @param what it is, to begin a message with
   * @param among at least two constants that are allowed
   * @param name of a constant
   * @throws IllegalArgumentException for any other name
   */
  public static <E> E find(String what, String label, List<E> among, Function<E, String> name) {
    for (E constant : among) {
      if (name.apply(constant).equals(label)) {
        return constant;
      }
    }
    List<String> names = among.stream().map(name).toList();
    int last = names.size() - 1;
    throw new IllegalArgumentException(
        Text.format(
            "%s must be %s or %s, was %s",
            what, String.join(", ", names.subList(0, last)), names.get(last), label));
  }
}
