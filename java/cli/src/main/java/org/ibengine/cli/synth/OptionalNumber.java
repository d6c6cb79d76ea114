package org.ibengine.cli.synth;

import java.util.Stack;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A number that may be left out, so that OUT may follow; {@link #NONE} then. */
final class OptionalNumber implements IParameterConsumer {
  static final int NONE = Integer.MIN_VALUE;

  private static final Pattern NUMBER = Pattern.compile("-?\\d+");

  @Override
  public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
    if (words.isEmpty() || !NUMBER.matcher(words.peek()).matches()) {
      option.setValue(NONE);
      return;
    }
    String word = words.pop();
    try {
      option.setValue(Integer.parseInt(word));
    } catch (NumberFormatException e) {
      throw new ParameterException(
          command.commandLine(), "--cases takes a number up to 2147483647, was " + word);
    }
  }
}
