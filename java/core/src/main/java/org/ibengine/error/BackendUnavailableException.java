package org.ibengine.error;

/** A backend was asked for by name but cannot run here; the message says why. */
public final class BackendUnavailableException extends IbException {
  private static final long serialVersionUID = 1L;

  public BackendUnavailableException(String backend, String reason) {
    this(backend, reason, null);
  }

  public BackendUnavailableException(String backend, String reason, Throwable cause) {
    super("backend " + backend + " unavailable: " + reason, cause);
  }
}
