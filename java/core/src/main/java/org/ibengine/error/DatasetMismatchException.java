package org.ibengine.error;

/**
 * An argument that is right by itself does not fit what the dataset holds, as a list that names a
 * case which is not there. A bad argument all the same; the command line tells it from one that is
 * wrong whatever the dataset.
 */
public final class DatasetMismatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public DatasetMismatchException(String message) {
    super(message);
  }
}
