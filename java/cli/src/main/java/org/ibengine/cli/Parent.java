package org.ibengine.cli;

import java.io.PrintWriter;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.text.TerminalWriter;
import org.ibengine.serve.Leash;
import org.ibengine.serve.OwnerProcess;

/** The process that a command belongs to, named by an environment variable. */
final class Parent {
  static final String VARIABLE = "IB_PARENT";

  private static final int TERMINATED = 143; // as after SIGTERM

  private Parent() {}

  /**
   * Begins to watch it, if there is one: once it has ended, this process ends as on SIGTERM, so
   * that locks and temporary files are given up. Ends this process if the variable is wrong.
   */
  static void watch() {
    String text = System.getenv(VARIABLE);
    if (text == null) {
      return;
    }
    try {
      OwnerProcess parent = OwnerProcess.parse(VARIABLE, text);
      Leash.watch(parent, null, now -> now == Leash.Owner.ENDED, () -> System.exit(TERMINATED));
    } catch (IllegalArgumentException e) {
      TerminalWriter.ofMessages(new PrintWriter(System.err, true)).println("ib: " + e.getMessage());
      System.exit(ExitCode.USAGE);
    }
  }
}
