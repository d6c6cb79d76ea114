package org.ibengine.torch.train;

import java.util.Arrays;
import java.util.Locale;
import org.ibengine.text.Text;

/** Tells libtorch's want of memory from its other failures, which have one class. */
final class Shortage {
  private Shortage() {}

  /** {@code failure}, or an exception that says what to do about a shortage of memory. */
  static RuntimeException named(RuntimeException failure, long[] shape) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    boolean shortage =
        message.contains("allocate memory")
            || message.contains("out of memory")
            || message.contains("not enough memory");
    return shortage
        ? new TrainingException(
            Text.format(
                "memory is short for a batch of shape %s; take a smaller --batch-size or"
                    + " --patch-size, or fewer channels (%s)",
                Arrays.toString(shape),
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("")),
            failure)
        : failure;
  }
}
