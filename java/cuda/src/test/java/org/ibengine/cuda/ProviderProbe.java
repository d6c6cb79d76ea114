package org.ibengine.cuda;

import java.util.Optional;
import org.ibengine.backend.Backend;

/**
 * Prints whether the backend is available, and why not twice: the second answer is a cached one.
 */
final class ProviderProbe {
  private ProviderProbe() {}

  public static void main(String[] arguments) {
    Optional<String> reason = new CudaBackendProvider().unavailableReason();
    if (reason.isEmpty()) {
      try (Backend backend = new CudaBackendProvider().open(1)) {
        backend.allocate(10).close();
        System.out.println("available");
      }
      return;
    }
    System.out.println(reason.get());
    System.out.println(new CudaBackendProvider().unavailableReason().orElse("none"));
  }
}
