package org.ibengine.error;

import java.nio.file.Path;

/**
 * A file or folder could not be read or written, or its content is not valid. The message starts
 * with its path.
 */
public final class DatasetException extends IbException {
  private static final long serialVersionUID = 1L;
  private final transient Path path;
  private final String reason;

  public DatasetException(Path path, String reason) {
    this(path, reason, null);
  }

  public DatasetException(Path path, String reason, Throwable cause) {
    super(path + ": " + reason, cause);
    this.path = path;
    this.reason = reason;
  }

  /** The file or folder concerned; null only after deserialisation. */
  public Path path() {
    return path;
  }

  /** The message without the path. */
  public String reason() {
    return reason;
  }
}
