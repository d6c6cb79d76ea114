package org.ibengine.backend;

import java.util.Optional;
import org.ibengine.error.BackendUnavailableException;

/** Stands for a provider that cannot even be asked what it provides, so that people hear of it. */
record BrokenProvider(String reason) implements BackendProvider {
  /** The name that is not known. */
  static final String NAME = "unknown";

  /** The first line of each cause. */
  static BrokenProvider of(Throwable error) {
    StringBuilder text = new StringBuilder("its provider is broken");
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      text.append(": ").append(String.valueOf(cause).lines().findFirst().orElse(""));
    }
    return new BrokenProvider(text.toString());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int preference() {
    return Integer.MIN_VALUE;
  }

  @Override
  public Optional<String> unavailableReason() {
    return Optional.of(reason);
  }

  @Override
  public Backend open(int threads) {
    throw new BackendUnavailableException(NAME, reason);
  }
}
