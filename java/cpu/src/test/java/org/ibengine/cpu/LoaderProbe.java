package org.ibengine.cpu;

import java.util.Optional;
import org.ibengine.backend.Backend;

/**
 * Prints whether the backend is available, and why not twice: the second answer is a cached one.
 */
final class LoaderProbe {
  private LoaderProbe() {}

  public static void main(String[] arguments) {
    CpuBackendProvider provider = new CpuBackendProvider();
    Optional<String> reason = provider.unavailableReason();
    if (reason.isEmpty()) {
      try (Backend backend = provider.open(1)) {
        backend.allocate(10).close();
        System.out.println("available");
      }
      return;
    }
    System.out.println(reason.get());
    System.out.println(new CpuBackendProvider().unavailableReason().orElse("none"));
  }
}
