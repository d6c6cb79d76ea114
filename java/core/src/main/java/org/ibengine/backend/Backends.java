package org.ibengine.backend;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.ibengine.error.BackendUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds and opens backends. */
public final class Backends {
  /** Chooses the available backend with the highest preference. */
  public static final String AUTO = "auto";

  private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

  private Backends() {}

  /** All providers on the class path, most preferred first. */
  public static List<BackendProvider> providers() {
    return ServiceLoader.load(BackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(BackendProvider::preference).reversed())
        .toList();
  }

  /**
   * Opens a backend by name, or the best available for {@code auto}, which logs its choice and why
   * the better ones were left out. A backend asked for by name is never replaced by another.
   *
   * @param threads the most threads one operation uses, at least 1
   * @throws IllegalArgumentException if no provider has that name
   * @throws BackendUnavailableException if it cannot run here
   */
  public static Backend open(String name, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
    List<BackendProvider> providers = providers();
    return AUTO.equals(name) ? openBest(providers, threads) : openNamed(providers, name, threads);
  }

  private static Backend openBest(List<BackendProvider> providers, int threads) {
    StringBuilder passedOver = new StringBuilder();
    for (BackendProvider provider : providers) {
      String reason = provider.unavailableReason().orElse(null);
      if (reason == null) {
        Backend backend = provider.open(threads);
        LOG.info("backend auto: {} ({}){}", backend.name(), backend.description(), passedOver);
        return backend;
      }
      passedOver.append("; not ").append(provider.name()).append(": ").append(reason);
    }
    throw new BackendUnavailableException(AUTO, "no backend can run here" + passedOver);
  }

  private static Backend openNamed(List<BackendProvider> providers, String name, int threads) {
    for (BackendProvider provider : providers) {
      if (provider.name().equals(name)) {
        provider
            .unavailableReason()
            .ifPresent(
                reason -> {
                  throw new BackendUnavailableException(name, reason);
                });
        return provider.open(threads);
      }
    }
    throw new IllegalArgumentException(
        "backend must be auto or one of %s, was %s"
            .formatted(providers.stream().map(BackendProvider::name).toList(), name));
  }
}
