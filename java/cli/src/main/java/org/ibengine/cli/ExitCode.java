package org.ibengine.cli;

/** What the process tells its caller; documented in docs/reference/cli.md. */
final class ExitCode {
  static final int OK = 0;

  /** The command could not do its work: unreadable input, no space, no backend. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** The command finished, but some cases failed; they are listed. */
  static final int SOME_CASES_FAILED = 3;

  private ExitCode() {}
}
