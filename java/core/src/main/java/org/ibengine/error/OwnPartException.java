package org.ibengine.error;

/**
 * Code that the user gave to the engine failed or broke its contract: a source of cases, or a
 * change of patches. The message starts with the case, the cause is what it threw.
 */
public final class OwnPartException extends IbException {
  private static final long serialVersionUID = 1L;

  public OwnPartException(String message) {
    this(message, null);
  }

  public OwnPartException(String message, Throwable cause) {
    super(message, cause);
  }
}
