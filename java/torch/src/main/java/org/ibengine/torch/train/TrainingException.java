package org.ibengine.torch.train;

import org.ibengine.error.IbException;

/** Training cannot go on: the loss is not a number, or memory is short. */
public final class TrainingException extends IbException {
  private static final long serialVersionUID = 1L;

  TrainingException(String message, Throwable cause) {
    super(message, cause);
  }

  TrainingException(String message) {
    this(message, null);
  }
}
