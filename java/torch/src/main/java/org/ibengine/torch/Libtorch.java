package org.ibengine.torch;

import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.ibengine.error.BackendUnavailableException;

/** Whether libtorch runs here. Thread-safe. */
public final class Libtorch {
  private Libtorch() {}

  /**
   * Loads libtorch. The first time ever it unpacks 445 MB below {@code ~/.javacpp/cache}, which
   * takes seconds.
   *
   * @throws BackendUnavailableException if it cannot be loaded; the message says why
   */
  public static void load() {
    unavailableReason()
        .ifPresent(
            reason -> {
              throw new BackendUnavailableException("libtorch", reason);
            });
  }

  /** Why libtorch cannot be loaded; empty if it can, and then it is. Blocks as {@link #load}. */
  public static Optional<String> unavailableReason() {
    return Attempt.REASON;
  }

  /** Made once: a failed load leaves classes that cannot be asked again. */
  private static final class Attempt {
    private static final Optional<String> REASON = attempt();

    private static Optional<String> attempt() {
      try {
        Loader.load(torch.class);
        return Optional.empty();
      } catch (LinkageError e) {
        return Optional.of(reason(e));
      }
    }

    private static String reason(LinkageError error) {
      String message = String.valueOf(error.getMessage());
      if (message.contains("GLIBC_")) {
        return "needs glibc 2.35 or newer (" + message + ")";
      }
      if (message.contains("no jnitorch in java.library.path")) {
        return "has no native code for %s on the class path (%s)"
            .formatted(Loader.getPlatform(), message);
      }
      return error.getClass().getSimpleName() + ": " + message;
    }
  }
}
