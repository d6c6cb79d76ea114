package org.ibengine.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.ibengine.text.Slip;
import org.ibengine.text.Text;

/** The option that somebody meant who wrote another: as close as a slip of the finger. */
final class OptionHint {
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
    return Slip.closest(name, options.stream().filter(option -> option.startsWith("--")).toList());
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
