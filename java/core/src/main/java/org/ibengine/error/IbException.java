package org.ibengine.error;

/**
 * Anything that goes wrong and is not a bad argument. The message states the rule, the value and
 * the remedy, and names the case or file where there is one.
 */
public abstract class IbException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected IbException(String message, Throwable cause) {
    super(message, cause);
  }
}
