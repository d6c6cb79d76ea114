package org.ibengine.backend;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.function.Function;
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

  /** As {@link #open(String, int, OptionalInt)}, on whatever device comes first. */
  public static Backend open(String name, int threads) {
    return open(name, threads, OptionalInt.empty());
  }

  /**
   * Opens a backend by name, or the best available for {@code auto}, which logs its choice and why
   * the better ones were left out. A backend asked for by name is never replaced by another.
   *
   * @param threads the most threads one operation uses, at least 1
   * @param device which of the backend's devices; {@code auto} leaves out backends without devices
   *     where one is named
   * @throws IllegalArgumentException if no provider has that name, or there is no such device
   * @throws BackendUnavailableException if it cannot run here
   */
  public static Backend open(String name, int threads, OptionalInt device) {
    requireThreads(threads);
    List<BackendProvider> providers = providers();
    Function<BackendProvider, Backend> opener = provider -> open(provider, threads, device);
    if (!AUTO.equals(name)) {
      return openNamed(providers, name, opener);
    }
    return openBest(
        providers.stream()
            .filter(p -> device.isEmpty() || p instanceof DeviceBackendProvider)
            .toList(),
        opener);
  }

  /**
   * Opens the best available backend without devices, for what is not worth starting one.
   *
   * @param threads the most threads one operation uses, at least 1
   * @throws BackendUnavailableException if none can run here
   */
  public static Backend onHost(int threads) {
    requireThreads(threads);
    return openBest(
        providers().stream().filter(p -> !(p instanceof DeviceBackendProvider)).toList(),
        provider -> provider.open(threads));
  }

  private static void requireThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
  }

  private static Backend open(BackendProvider provider, int threads, OptionalInt device) {
    if (device.isEmpty()) {
      return provider.open(threads);
    }
    if (provider instanceof DeviceBackendProvider devices) {
      return devices.open(threads, device.getAsInt());
    }
    throw new IllegalArgumentException(
        "backend %s has no devices, asked for device %d; choose a backend that has, or no device"
            .formatted(provider.name(), device.getAsInt()));
  }

  private static Backend openBest(
      List<BackendProvider> providers, Function<BackendProvider, Backend> opener) {
    StringBuilder passedOver = new StringBuilder();
    for (BackendProvider provider : providers) {
      String reason = provider.unavailableReason().orElse(null);
      if (reason == null) {
        Backend backend = opener.apply(provider);
        LOG.info("backend auto: {} ({}){}", backend.name(), backend.description(), passedOver);
        return backend;
      }
      passedOver.append("; not ").append(provider.name()).append(": ").append(reason);
    }
    throw new BackendUnavailableException(AUTO, "no backend can run here" + passedOver);
  }

  private static Backend openNamed(
      List<BackendProvider> providers, String name, Function<BackendProvider, Backend> opener) {
    for (BackendProvider provider : providers) {
      if (provider.name().equals(name)) {
        provider
            .unavailableReason()
            .ifPresent(
                reason -> {
                  throw new BackendUnavailableException(name, reason);
                });
        return opener.apply(provider);
      }
    }
    throw new IllegalArgumentException(
        "backend must be auto or one of %s, was %s"
            .formatted(providers.stream().map(BackendProvider::name).toList(), name));
  }
}
