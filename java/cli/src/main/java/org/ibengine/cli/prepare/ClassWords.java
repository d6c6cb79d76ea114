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

  @Override
  public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
    if (words.isEmpty() || !isOne(words.peek())) {
      throw new ParameterException(
          command.commandLine(),
          Text.format(
              "%s takes NAME=VALUE, such as core=1,4 oedema=2%s",
              NAME, words.isEmpty() ? "" : ", was " + words.peek()));
    }
    List<String> taken = new ArrayList<>(option.<List<String>>getValue());
    while (!words.isEmpty() && isOne(words.peek())) {
      taken.add(words.pop());
    }
    option.setValue(taken);
  }

  private static boolean isOne(String word) {
    return WORD.matcher(word).matches();
  }

  /**
   * The classes of such words; a name that comes again adds values.
   *
   * @throws IllegalArgumentException if a value is beyond 2^63
   */
  static List<LesionClass> parse(List<String> words) {
    Map<String, List<Long>> classes = new LinkedHashMap<>();
    for (String word : words) {
      String name = "";
      for (String part : word.split(",")) {
        int equals = part.indexOf('=');
        name = equals < 0 ? name : part.substring(0, equals).strip();
        classes
            .computeIfAbsent(name, first -> new ArrayList<>())
            .add(Long.parseLong(part.substring(equals + 1)));
      }
    }
    return classes.entrySet().stream()
        .map(item -> new LesionClass(item.getKey(), item.getValue()))
        .toList();
  }
}
