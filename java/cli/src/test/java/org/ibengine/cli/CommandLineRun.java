package org.ibengine.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the {@code ib} command within the test's process. */
public record CommandLineRun(int exitCode, String out, String err) {
  public static CommandLineRun of(Object... args) {
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Ib.run(new PrintWriter(out), new PrintWriter(err), texts);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }
}
