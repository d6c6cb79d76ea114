package org.ibengine.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.ibengine.error.BackendFailureException;
import org.ibengine.error.BackendUnavailableException;
import org.ibengine.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds and opens backends. */
public final class Backends {
  /** Chooses the available backend with the highest preference. */
  public static final String AUTO = "auto";

  /** The name of the one that runs everywhere, which the others are compared with. */
  public static final String REFERENCE = "reference";

  private static final int MOST_BROKEN = 20; // more is one that breaks again and again
  private static final int MOST_THREADS = 1 << 16;
  private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

  private Backends() {}

  /**
   * All providers on the class path, most preferred first. A broken one is among the last, with the
   * name {@code unknown}: it is unavailable for the reason that broke it.
   */
  public static List<BackendProvider> providers() {
    return providers(ServiceLoader.load(BackendProvider.class).iterator());
  }

  static List<BackendProvider> providers(Iterator<BackendProvider> all) {
    List<BackendProvider> found = new ArrayList<>();
    int broken = 0;
    boolean more = true;
    while (more && broken < MOST_BROKEN) {
      try {
        more = all.hasNext();
        if (more) {
          found.add(asked(all.next()));
        }
      } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
        found.add(BrokenProvider.of(e));
        broken++;
      }
    }
    found.sort(Comparator.comparingInt(BackendProvider::preference).reversed());
    return List.copyOf(found);
  }

  /** A provider that throws when it is asked does so here. */
  private static BackendProvider asked(BackendProvider provider) {
    Objects.requireNonNull(provider.name(), "its name is null");
    provider.preference();
    return provider;
  }

  /**
   * As {@link BackendProvider#unavailableReason}, but also works for a provider that breaks when
   * asked.
   */
  public static Optional<String> unavailableReason(BackendProvider provider) {
    try {
      return provider.unavailableReason();
    } catch (RuntimeException | LinkageError e) {
      return Optional.of(BrokenProvider.of(e).reason());
    }
  }

  /** As {@link #open(String, int, OptionalInt)}, on the first device. */
  public static Backend open(String name, int threads) {
    return open(name, threads, OptionalInt.empty());
  }

  /**
   * Opens a backend by name, or the best available one for {@code auto}, which logs its choice and
   * why better ones were left out; as a warning if only the slow reference is left. A backend asked
   * for by name is never replaced by another one.
   *
   * @param threads the most threads one operation uses, at least 1
   * @param device which of the backend's devices; {@code auto} leaves out backends without devices
   *     if a device is named
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
   * Opens the best available backend without devices, for work that is not worth starting a device.
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

  /**
   * A number of threads that a machine can have.
   *
   * @throws IllegalArgumentException if it is less than 1 or more than 65536
   */
  public static int requireThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
    if (threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          Text.format("threads must be at most %d, were %d", MOST_THREADS, threads));
    }
    return threads;
  }

  private static Backend open(BackendProvider provider, int threads, OptionalInt device) {
    if (device.isEmpty()) {
      return provider.open(threads);
    }
    if (provider instanceof DeviceBackendProvider devices) {
      return devices.open(threads, device.getAsInt());
    }
    throw new IllegalArgumentException(
        Text.format(
            "backend %s has no devices, asked for device %d; choose a backend that has, or no device",
            provider.name(), device.getAsInt()));
  }

  static Backend openBest(
      List<BackendProvider> providers, Function<BackendProvider, Backend> opener) {
    StringBuilder passedOver = new StringBuilder();
    for (BackendProvider provider : providers) {
      String reason = unavailableReason(provider).orElse(null);
      try {
        if (reason == null) {
          Backend backend = opener.apply(provider);
          say(backend, passedOver + broken(providers));
          return backend;
        }
      } catch (IllegalArgumentException | BackendFailureException e) {
        throw e; // of what was asked for, of a device that fails
      } catch (RuntimeException | LinkageError e) {
        reason = BrokenProvider.of(e).reason();
      }
      passedOver.append("; not ").append(provider.name()).append(": ").append(reason);
    }
    throw new BackendUnavailableException(AUTO, "no backend can run here" + passedOver);
  }

  /** What nobody passed over, since {@link BrokenProvider}s come last. */
  private static String broken(List<BackendProvider> providers) {
    StringBuilder text = new StringBuilder();
    for (BackendProvider provider : providers) {
      if (provider instanceof BrokenProvider broken) {
        text.append("; a backend cannot be used: ").append(broken.reason());
      }
    }
    return text.toString();
  }

  private static void say(Backend backend, String passedOver) {
    if (backend.name().equals(REFERENCE) && !passedOver.isEmpty()) {
      LOG.warn(
          "backend auto: fell back to {}, many times slower than the others{}",
          backend.name(),
          passedOver);
    } else {
      LOG.info("backend auto: {} ({}){}", backend.name(), backend.description(), passedOver);
    }
  }

  private static Backend openNamed(
      List<BackendProvider> providers, String name, Function<BackendProvider, Backend> opener) {
    for (BackendProvider provider : providers) {
      if (provider.name().equals(name)) {
        unavailableReason(provider)
            .ifPresent(
                reason -> {
                  throw new BackendUnavailableException(name, reason);
                });
        return opener.apply(provider);
      }
    }
    throw new IllegalArgumentException(
        Text.format(
            "backend must be auto or one of %s, was %s%s",
            providers.stream()
                .filter(provider -> !(provider instanceof BrokenProvider))
                .map(BackendProvider::name)
                .toList(),
            name,
            broken(providers)));
  }
}
