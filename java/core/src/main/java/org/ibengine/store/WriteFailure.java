package org.ibengine.store;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/** What people are told when a dataset folder cannot be written. */
public final class WriteFailure {
  private WriteFailure() {}

  /** The same failure, with the folder and what to do about it. */
  public static DatasetException of(Path output, UncheckedIOException e) {
    return new DatasetException(
        output,
        Text.format(
            "cannot be written: %s; finished cases are kept: %s, then run the same command again",
            reason(e), remedy(e)),
        e);
  }

  private static String remedy(UncheckedIOException e) {
    String message = String.valueOf(e.getCause().getMessage());
    boolean full = message.contains("No space") || message.contains("quota");
    boolean denied =
        e.getCause() instanceof AccessDeniedException || message.contains("Read-only file system");
    return full ? "free space" : denied ? "give permission to write" : "mend that";
  }

  private static String reason(UncheckedIOException e) {
    Throwable cause = e.getCause();
    return cause instanceof AccessDeniedException
        ? cause.getMessage() + ": permission denied"
        : cause.getMessage();
  }
}
