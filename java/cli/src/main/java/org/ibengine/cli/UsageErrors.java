package org.ibengine.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.ModalityOption;
import org.ibengine.cli.options.ModalityWords;
import org.ibengine.text.Text;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of a command line that is wrong: the fault, then the remedy or where to find it. */
final class UsageErrors implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("ib: " + error.getMessage());
    List<String> hints = hints(error, List.of(arguments));
    hints.forEach(hint -> err.println("ib: " + hint));
    boolean wholeProgram = command.getParent() == null;
    boolean told = !hints.isEmpty() || UnmatchedArgumentException.printSuggestions(error, err);
    if (!told && wholeProgram) {
      command.usage(err); // which commands there are
    } else {
      err.println(Text.format("ib: %s --help lists the options", name(command)));
    }
    err.flush();
    return ExitCode.USAGE;
  }

  private static List<String> hints(ParameterException error, List<String> arguments) {
    Set<String> options = error.getCommandLine().getCommandSpec().optionsMap().keySet();
    List<String> hints = new ArrayList<>(OptionHint.lines(arguments, options));
    if (options.contains(ModalityOption.NAME)
        && error instanceof UnmatchedArgumentException unmatched) {
      ModalityWords words = ModalityWords.of(arguments);
      if (!Collections.disjoint(unmatched.getUnmatched(), words.words())) {
        words.hint().ifPresent(hints::add);
      }
    }
    return hints;
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }
}
