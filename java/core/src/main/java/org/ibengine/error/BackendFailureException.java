package org.ibengine.error;

/**
 * A call into a backend's native code failed; the message names the call, the code and the sizes.
 */
public final class BackendFailureException extends IbException {
  private static final long serialVersionUID = 1L;
  private final int code;

  public BackendFailureException(String call, int code, String detail) {
    super(call + " failed: " + detail + " (" + code + ")", null);
    this.code = code;
  }

  /**
   * @param remedy what the caller can do, in one clause
   */
  public BackendFailureException(String call, int code, String detail, String remedy) {
    super(call + " failed: " + detail + " (" + code + "); " + remedy, null);
    this.code = code;
  }

  /** The native status code. */
  public int code() {
    return code;
  }
}
