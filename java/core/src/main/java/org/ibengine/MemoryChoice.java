package org.ibengine;

import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.ibengine.volume.BufferAllocator;

/**
 * How much memory an engine may take, and for what.
 *
 * @param hostBytes of volumes and batches
 * @param deviceBytes of a device's memory; empty: half of what is free there
 * @param prefetch batches of one rank in memory at once
 * @param localRanks that this process serves
 * @param batches where their memory comes from; null: the backend's own
 */
record MemoryChoice(
    long hostBytes,
    OptionalLong deviceBytes,
    int prefetch,
    int localRanks,
    BufferAllocator batches) {

  /** Half of the machine's memory, 4 batches ahead, one rank. */
  static MemoryChoice usual() {
    return new MemoryChoice(physicalBytes() / 2, OptionalLong.empty(), 4, 1, null);
  }

  MemoryChoice onHost(long bytes) {
    return new MemoryChoice(bytes, deviceBytes, prefetch, localRanks, batches);
  }

  MemoryChoice onDevice(long bytes) {
    return new MemoryChoice(hostBytes, OptionalLong.of(bytes), prefetch, localRanks, batches);
  }

  MemoryChoice ahead(int newPrefetch) {
    return new MemoryChoice(hostBytes, deviceBytes, newPrefetch, localRanks, batches);
  }

  MemoryChoice forRanks(int ranks) {
    return new MemoryChoice(hostBytes, deviceBytes, prefetch, ranks, batches);
  }

  MemoryChoice batchesFrom(BufferAllocator memory) {
    return new MemoryChoice(hostBytes, deviceBytes, prefetch, localRanks, memory);
  }

  private static long physicalBytes() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }
}
