package org.ibengine.cpu;

import org.ibengine.error.BackendFailureException;
import org.ibengine.text.Text;

/** Status codes of the C ABI, as exceptions. */
final class Status {
  static final int OK = 0;
  static final int INVALID_ARGUMENT = 1;
  static final int CORRUPT_DATA = 3;

  private Status() {}

  /**
   * @param call the function and its sizes, formatted only on failure
   * @throws IllegalArgumentException for IB_INVALID_ARGUMENT
   * @throws BackendFailureException for any other failure
   */
  static void check(int status, String call, Object... sizes) {
    if (status == OK) {
      return;
    }
    String message = CpuLibrary.ib_last_error();
    String named = Text.format(call, sizes);
    if (status == INVALID_ARGUMENT) {
      throw new IllegalArgumentException(named + ": " + message);
    }
    throw new BackendFailureException(named, status, message);
  }
}
