package org.ibengine.serve;

import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.backend.BackendProvider;
import org.ibengine.backend.BatchSharing;
import org.ibengine.backend.HostSharing;
import org.ibengine.conformance.ForeignBuffer;
import org.ibengine.volume.HostBuffer;

/**
 * The least that a backend can be: memory, and how others open it. What it computes is the defaults
 * of the interface. Nothing in the project knows its name.
 */
public final class ToyProvider implements BackendProvider {
  static final String NAME = "toy";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int preference() {
    return -1; // never what auto takes
  }

  @Override
  public Optional<String> unavailableReason() {
    return Optional.empty();
  }

  @Override
  public Optional<BatchSharing> sharing() {
    HostSharing files = ToyMemory::create;
    return Optional.of(files);
  }

  @Override
  public Backend open(int threads) {
    return new Backend() {
      @Override
      public String name() {
        return NAME;
      }

      @Override
      public String description() {
        return "memory, and nothing of its own that computes";
      }

      @Override
      public HostBuffer allocate(long sizeBytes) {
        return ForeignBuffer.ofSize(Math.toIntExact(sizeBytes));
      }

      @Override
      public void close() {}
    };
  }
}
