package org.ibengine.packed;

import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** Finds the unpacker of a backend that has none of its own. */
public final class Unpackers {
  private Unpackers() {}

  /** One that can run here, found on the class path; the plain code if there is none. */
  public static Unpacker best() {
    return ServiceLoader.load(UnpackerProvider.class).stream()
        .map(Unpackers::available)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(Unpacking::all);
  }

  /** Null if it cannot run here; a broken one is left out, it only saves time. */
  static Unpacker available(Supplier<UnpackerProvider> found) {
    try {
      UnpackerProvider provider = found.get();
      return provider.unavailableReason().isEmpty() ? provider.unpacker() : null;
    } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
      return null;
    }
  }
}
