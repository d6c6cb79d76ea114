package org.ibengine.options;

import static org.ibengine.options.OptionRules.atLeast;
import static org.ibengine.options.OptionRules.atLeastOneByte;
import static org.ibengine.options.OptionRules.given;

import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.ibengine.backend.Backends;

/**
 * Where a reader computes, and what it may use. None of this changes what is delivered.
 *
 * @param backend the backend's name, or {@code auto}
 * @param threads the most that one operation uses, from 1 to 65536
 * @param device which of the backend's devices, from 0; empty: the first usable one
 * @param maxMemory bytes that volumes and batches (validation's included) together may take, the
 *     Java heap apart; at least 1. What does not fit stays on disk
 * @param maxDeviceMemory bytes of a device's memory that volumes and batches (validation's
 *     included), with what filling them needs, together may take, at least 1; volumes that do not
 *     fit stay in host memory. Labelling takes more on top of that if it is needed: for weights,
 *     instance maps and patches of a size other than prepared. Empty: half of what is free there.
 *     Ignored if the backend has no devices
 * @param prefetch batches of one rank in memory at once, including the one in use; at least 2
 * @param localRanks ranks that this process serves, at least 1: volumes are in memory once, batches
 *     once for each rank
 */
public record Resources(
    String backend,
    int threads,
    OptionalInt device,
    long maxMemory,
    OptionalLong maxDeviceMemory,
    int prefetch,
    int localRanks) {
  /**
   * @throws IllegalArgumentException if a value is out of its range
   * @throws NullPointerException if one is missing
   */
  public Resources {
    given(backend, "name of the backend");
    Backends.requireThreads(threads);
    given(device, "device").ifPresent(number -> atLeast(0, number, "device"));
    atLeastOneByte(maxMemory, "max memory");
    given(maxDeviceMemory, "max device memory")
        .ifPresent(bytes -> atLeastOneByte(bytes, "max device memory"));
    atLeast(2, prefetch, "prefetch");
    atLeast(1, localRanks, "ranks of this process");
  }

  /**
   * The best backend that can run, all processors, half of this machine's memory, half of what is
   * free on the device, 4 batches ahead, one rank.
   */
  public static Resources usual() {
    return new Resources(
        Backends.AUTO,
        Runtime.getRuntime().availableProcessors(),
        OptionalInt.empty(),
        physicalBytes() / 2,
        OptionalLong.empty(),
        4,
        1);
  }

  private static long physicalBytes() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  /** The same on that backend. */
  public Resources backend(String name) {
    return new Resources(name, threads, device, maxMemory, maxDeviceMemory, prefetch, localRanks);
  }

  /** The same with that many threads. */
  public Resources threads(int count) {
    return new Resources(backend, count, device, maxMemory, maxDeviceMemory, prefetch, localRanks);
  }

  /** The same on that device; empty: the first usable one. */
  public Resources device(OptionalInt number) {
    return new Resources(
        backend, threads, number, maxMemory, maxDeviceMemory, prefetch, localRanks);
  }

  /** The same with that much memory. */
  public Resources maxMemory(long bytes) {
    return new Resources(backend, threads, device, bytes, maxDeviceMemory, prefetch, localRanks);
  }

  /** The same with that much of the device's memory; empty: half of what is free there. */
  public Resources maxDeviceMemory(OptionalLong bytes) {
    return new Resources(backend, threads, device, maxMemory, bytes, prefetch, localRanks);
  }

  /** The same with that many batches in memory. */
  public Resources prefetch(int batches) {
    return new Resources(backend, threads, device, maxMemory, maxDeviceMemory, batches, localRanks);
  }

  /** The same for that many ranks. */
  public Resources localRanks(int ranks) {
    return new Resources(backend, threads, device, maxMemory, maxDeviceMemory, prefetch, ranks);
  }
}
