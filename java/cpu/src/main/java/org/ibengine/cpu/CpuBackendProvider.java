package org.ibengine.cpu;

import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.backend.BackendProvider;
import org.ibengine.backend.BatchSharing;
import org.ibengine.backend.HostSharing;
import org.ibengine.error.BackendUnavailableException;

/**
 * Provides the backend in C++. The native library is loaded once per process, when it is first
 * needed; a failure to load is remembered with its reason.
 */
public final class CpuBackendProvider implements BackendProvider {
  private static final int ABOVE_REFERENCE = 10;

  @Override
  public String name() {
    return CpuBackend.NAME;
  }

  @Override
  public int preference() {
    return ABOVE_REFERENCE;
  }

  @Override
  public Optional<String> unavailableReason() {
    return CpuLoader.unavailableReason();
  }

  @Override
  public Optional<BatchSharing> sharing() {
    HostSharing inMemoryFiles = MemoryFile::create;
    return Optional.of(inMemoryFiles);
  }

  @Override
  public Backend open(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
    unavailableReason()
        .ifPresent(
            reason -> {
              throw new BackendUnavailableException(name(), reason);
            });
    return new CpuBackend(threads);
  }
}
