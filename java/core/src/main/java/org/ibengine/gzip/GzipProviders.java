package org.ibengine.gzip;

import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** Finds the gzip of a backend that has none of its own. */
public final class GzipProviders {
  private GzipProviders() {}

  /** One that can run here, found on the class path; the JDK's if there is none or it is broken. */
  public static GzipProvider best() {
    return ServiceLoader.load(GzipProvider.class).stream()
        .map(GzipProviders::available)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(OfTheJdk::new);
  }

  /** Null if it cannot run here; a broken one is left out, it only saves time. */
  static GzipProvider available(Supplier<GzipProvider> found) {
    try {
      GzipProvider provider = found.get();
      return provider.unavailableReason().isEmpty() ? provider : null;
    } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
      return null;
    }
  }

  private static final class OfTheJdk implements GzipProvider {
    @Override
    public String name() {
      return "java.util.zip";
    }

    @Override
    public Optional<String> unavailableReason() {
      return Optional.empty();
    }

    @Override
    public GzipCodec codec() {
      return new JdkGzipCodec();
    }
  }
}
