package org.ibengine.serve;

import java.util.Map;
import java.util.TreeMap;
import org.ibengine.backend.HostSharing;
import org.ibengine.backend.SharedMemory;
import org.ibengine.error.Failures;

/**
 * A memory file for the batches of each rank: the client of one maps its own, and nothing it does
 * to it reaches the batches of another. Thread-safe.
 */
public final class RankMemories implements AutoCloseable {
  private final HostSharing sharing;
  private final Map<Integer, SharedMemory> memories = new TreeMap<>();

  /** Of the backend that fills the batches. */
  public RankMemories(HostSharing sharing) {
    this.sharing = sharing;
  }

  /**
   * The memory of a rank, created when it is first asked for: an engine refuses too many ranks
   * before there are files for them. The caller must not close it.
   *
   * @throws org.ibengine.error.IbException if the system refuses
   */
  public synchronized SharedMemory of(int rank) {
    return memories.computeIfAbsent(rank, made -> sharing.newMemory());
  }

  /** Allows no more buffers; those that are open stay valid until closed. Idempotent. */
  @Override
  public synchronized void close() {
    Failures failures = new Failures();
    memories.values().forEach(memory -> failures.collect(memory::close));
    failures.rethrow();
  }
}
