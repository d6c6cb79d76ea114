package org.ibengine.cli;

import org.ibengine.text.Text;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Refuses an option of several numbers that is given twice: picocli would append the second numbers
 * to the first, and a command that reads the first would ignore them.
 */
final class RepeatedOptions {
  private RepeatedOptions() {}

  /** Checks the command line, then runs its command. */
  static int execute(ParseResult parsed) {
    for (ParseResult command = parsed; command != null; command = command.subcommand()) {
      for (OptionSpec option : command.matchedOptions()) {
        require(option, command.commandSpec().commandLine());
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static void require(OptionSpec option, CommandLine line) {
    int most = option.arity().max();
    if (most > 1 && option.stringValues().size() > most) {
      throw new ParameterException(
          line,
          Text.format(
              "%s takes %d values and is given once, was given %s",
              option.longestName(), most, String.join(" ", option.stringValues())));
    }
  }
}
