package org.ibengine.error;

/** Runs steps that must all run and then throws the first failure, the others suppressed in it. */
public final class Failures {
  private Throwable first;

  /** Runs it; what it throws waits for {@link #rethrow}. */
  public void collect(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      if (first == null) {
        first = e;
      } else {
        first.addSuppressed(e);
      }
    }
  }

  /**
   * {@code cause}, for the caller to throw, after {@code step} has undone what was done before; an
   * error is thrown here.
   */
  public static RuntimeException after(Throwable cause, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      cause.addSuppressed(e);
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return (RuntimeException) cause;
  }

  /** Throws the first failure, if there was one. */
  public void rethrow() {
    if (first instanceof RuntimeException e) {
      throw e;
    }
    if (first instanceof Error e) {
      throw e;
    }
  }
}
