package org.ibengine.error;

/**
 * An argument that is valid in itself does not fit the dataset, such as a list that names a case
 * which is not there. It is still a bad argument; the command line distinguishes it from one that
 * is wrong for every dataset.
 */
public final class DatasetMismatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public DatasetMismatchException(String message) {
    super(message);
  }
}
