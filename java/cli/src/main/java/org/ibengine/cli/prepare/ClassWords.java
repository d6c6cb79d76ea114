package org.ibengine.cli.prepare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.regex.Pattern;
import org.ibengine.label.LesionClass;
import org.ibengine.text.Text;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The words after {@code --classes}: {@code core=1,4 oedema=2}. The option takes words as long as
 * they look like that, so RAW and OUT may follow.
 */
final class ClassWords implements IParameterConsumer {
  static final String NAME = "--classes";

  private static final Pattern WORD = Pattern.compile("[^=,/]+=\\d+(,[^=,/]+=\\d+|,\\d+)*");

  /** Names that the layout has values for; commas only, or a folder could be meant. */
  private static final Pattern NAMES = Pattern.compile("[^=,/-][^=,/]*(,[^=,/]+)*");

  @Override
  public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
    if (words.isEmpty() || !isOne(words.peek()) && !NAMES.matcher(words.peek()).matches()) {
      throw new ParameterException(
          command.commandLine(),
          Text.format(
              "%s takes NAME=VALUE, such as core=1,4 oedema=2, or names of the layout, such as"
                  + " core,oedema%s",
              NAME, words.isEmpty() ? "" : ", was " + words.peek()));
    }
    List<String> taken = new ArrayList<>(option.<List<String>>getValue());
    do {
      taken.add(words.pop());
    } while (!words.isEmpty() && isOne(words.peek()));
    option.setValue(taken);
  }

  private static boolean isOne(String word) {
    return WORD.matcher(word).matches();
  }

  /**
   * The classes of such words; a name that comes again adds values, one alone is the layout's.
   *
   * @throws IllegalArgumentException if a value is beyond 2^63
   */
  static List<LesionClass> parse(List<String> words) {
    Map<String, List<Long>> classes = new LinkedHashMap<>();
    for (String word : words) {
      String name = ""; // that values without a name belong to
      for (String part : word.split(",")) {
        int equals = part.indexOf('=');
        boolean valueAlone = equals < 0 && isOne(word);
        name = valueAlone ? name : equals < 0 ? part : part.substring(0, equals);
        List<Long> values = classes.computeIfAbsent(name.strip(), first -> new ArrayList<>());
        if (valueAlone || equals >= 0) {
          values.add(Long.parseLong(part.substring(equals + 1)));
        }
      }
    }
    return classes.entrySet().stream()
        .map(item -> new LesionClass(item.getKey(), item.getValue()))
        .toList();
  }
}
