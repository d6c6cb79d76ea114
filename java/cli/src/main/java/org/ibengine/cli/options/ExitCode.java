package org.ibengine.cli.options;

/** What the process tells its caller; documented in docs/reference/cli.md. */
public final class ExitCode {
  public static final int OK = 0;

  /** The command could not do its work: unreadable input, no space, no backend. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** The command finished, but some cases failed; they are listed. */
  public static final int SOME_CASES_FAILED = 3;

  private ExitCode() {}
}
