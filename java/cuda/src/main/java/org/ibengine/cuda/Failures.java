package org.ibengine.cuda;

/** Runs steps that must all run and then throws the first failure, the others suppressed in it. */
final class Failures {
  private RuntimeException first;

  void collect(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      if (first == null) {
        first = e;
      } else {
        first.addSuppressed(e);
      }
    }
  }

  /** {@code cause}, for the caller to throw, after {@code step} has undone what was done before. */
  static RuntimeException after(RuntimeException cause, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }

  void rethrow() {
    if (first != null) {
      throw first;
    }
  }
}
