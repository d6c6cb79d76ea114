package org.ibengine.gzip;

import java.util.Optional;
import java.util.ServiceLoader;

/** Finds the gzip of a backend that has none of its own. */
public final class GzipProviders {
  private GzipProviders() {}

  /** One that can run here, found on the class path; the JDK's where there is none. */
  public static GzipProvider best() {
    return ServiceLoader.load(GzipProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.unavailableReason().isEmpty())
        .findFirst()
        .orElseGet(OfTheJdk::new);
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
