package org.ibengine.serve;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.DeviceSharing;
import org.ibengine.backend.HostSharing;
import org.ibengine.backend.SharingChoice;
import org.ibengine.error.Failures;

/**
 * The engines of the ranks that one server serves, with batches where their clients can open them.
 * Thread-safe.
 */
public final class ServedRanks implements AutoCloseable {
  /**
   * Ranks {@code [first, first + count)} of the world.
   *
   * @param count at least 1
   */
  public record Range(int first, int count) {}

  private final Map<Integer, IbEngine> engines = new TreeMap<>();
  private final ServedMemory memory;
  private final IbEngine node; // whose closing closes the other ranks'
  private final Runnable end;

  private ServedRanks(IbEngine node, ServedMemory memory, Runnable end) {
    this.node = node;
    this.memory = memory;
    this.end = end;
  }

  /**
   * Opens the dataset folder for each of the ranks; the caller closes it after the server.
   *
   * @param options of the first rank; its backend and local ranks are the other arguments'
   * @throws IllegalArgumentException as {@link IbEngine#open(Path, EngineOptions)}
   * @throws org.ibengine.error.IbException likewise, or if memory cannot be shared
   */
  public static ServedRanks open(
      Path folder, EngineOptions options, SharingChoice choice, Range ranks) {
    EngineOptions all = options.backend(choice.backend()).localRanks(ranks.count());
    if (choice.sharing() instanceof DeviceSharing sharing) {
      return onDevice(IbEngine.open(folder, all.sharedBatches(true)), sharing, ranks);
    }
    RankMemories memories = new RankMemories((HostSharing) choice.sharing());
    try {
      IbEngine first = IbEngine.open(folder, all.batchMemory(memories.of(ranks.first())));
      return onHost(first, memories, ranks);
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, memories::close);
    }
  }

  private static ServedRanks onDevice(IbEngine first, DeviceSharing sharing, Range ranks) {
    try {
      ServedMemory memory = ServedMemory.ofDevice(sharing, first.device());
      return new ServedRanks(first, memory, () -> {}).with(ranks, first::forRank);
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, first::close);
    }
  }

  private static ServedRanks onHost(IbEngine first, RankMemories memories, Range ranks) {
    try {
      return new ServedRanks(first, ServedMemory.ofHost(memories), memories::close)
          .with(ranks, rank -> first.forRank(rank, memories.of(rank)));
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, first::close);
    }
  }

  private ServedRanks with(Range ranks, IntFunction<IbEngine> others) {
    for (int i = 0; i < ranks.count(); i++) {
      int rank = ranks.first() + i;
      engines.put(rank, i == 0 ? node : others.apply(rank));
    }
    return this;
  }

  /** The engine of each rank; the caller must not close them. */
  public Map<Integer, IbEngine> engines() {
    return Collections.unmodifiableMap(engines);
  }

  /** Where their batches lie. */
  public ServedMemory memory() {
    return memory;
  }

  /** Closes the engines and frees their memory. Idempotent. */
  @Override
  public void close() {
    Failures failures = new Failures();
    failures.collect(node::close);
    failures.collect(end);
    failures.rethrow();
  }
}
