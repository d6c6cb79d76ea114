package org.ibengine.cli.serve;

import java.util.Map;
import java.util.TreeMap;
import org.ibengine.cpu.SharedMemory;
import org.ibengine.error.Failures;

/**
 * A memory file for the batches of each rank: the client of one maps its own, and nothing it does
 * to it reaches the batches of another. Thread-safe.
 */
public final class RankMemories implements AutoCloseable {
  private final Map<Integer, SharedMemory> memories = new TreeMap<>();

  private RankMemories() {}

  /**
   * Empty memory for {@code count} ranks from {@code first} on; the caller closes it.
   *
   * @throws org.ibengine.error.IbException if the system refuses
   */
  public static RankMemories create(int first, int count) {
    RankMemories all = new RankMemories();
    try {
      for (int rank = first; rank < first + count; rank++) {
        all.memories.put(rank, SharedMemory.create());
      }
      return all;
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, all::close);
    }
  }

  /** The memory of a rank it was created for; not the caller's to close. */
  public SharedMemory of(int rank) {
    return memories.get(rank);
  }

  /** No more buffers from here on; those that are open stay valid until closed. Idempotent. */
  @Override
  public void close() {
    Failures failures = new Failures();
    memories.values().forEach(memory -> failures.collect(memory::close));
    failures.rethrow();
  }
}
