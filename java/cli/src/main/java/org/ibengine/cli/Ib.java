package org.ibengine.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.JarVersion;
import org.ibengine.cli.text.TerminalWriter;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.error.IbException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code ib} command. */
@Command(
    name = "ib",
    description = "Instance-balanced patch sampling for 3D medical images.",
    mixinStandardHelpOptions = true,
    versionProvider = JarVersion.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed: unreadable input, no space, no backend",
      "2:the command line is wrong",
      "3:done, but some cases failed; they are listed"
    })
public final class Ib implements Runnable {
  @Option(
      names = "--verbose",
      description = "Show where an error came from.",
      scope = ScopeType.INHERIT)
  private boolean verbose;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Ib() {}

  public static void main(String[] args) {
    // Digits and decimal points of messages and files are the same everywhere.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Parent.watch();
    System.exit(run(args));
  }

  /** Runs one command line without leaving the process; returns its exit code. */
  static int run(String... args) {
    return run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args);
  }

  /**
   * Runs one command line without leaving the process; returns its exit code. What it prints is
   * escaped for terminals; numbers are written as the process's format locale has them.
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return commandLine(args)
        .setOut(TerminalWriter.ofResults(out))
        .setErr(TerminalWriter.ofMessages(err))
        .execute(args);
  }

  /** For these arguments; with every command if there are none. */
  static CommandLine commandLine(String... args) {
    Ib ib = new Ib();
    CommandLine line = new CommandLine(ib);
    Commands.add(line, args);
    return line // without colours, which would be escaped too
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setParameterExceptionHandler(new UsageErrors())
        .setExecutionStrategy(RepeatedOptions::execute)
        .setExecutionExceptionHandler((error, failed, parsed) -> ib.report(error, failed));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }

  /** One line for the person, no stack trace unless asked for. */
  private int report(Exception error, CommandLine line) {
    PrintWriter err = line.getErr();
    boolean expected = error instanceof IbException || error instanceof IllegalArgumentException;
    err.println("ib: " + (expected ? error.getMessage() : error.toString()));
    if (verbose) {
      error.printStackTrace(err);
    } else if (!expected) {
      err.println("ib: this is a defect of ib-engine; --verbose shows where");
    }
    err.flush();
    boolean usage =
        error instanceof IllegalArgumentException && !(error instanceof DatasetMismatchException);
    return usage ? ExitCode.USAGE : ExitCode.FAILED;
  }
}
