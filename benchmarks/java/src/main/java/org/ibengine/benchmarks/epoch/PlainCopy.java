package org.ibengine.benchmarks.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.benchmarks.measure.CpuTime;
import org.ibengine.volume.HostBuffer;

/**
 * The measure of a gather: batches of the same size copied by as many threads, from memory as large
 * as the volumes into as many batch slots, so that the caches help neither more nor less.
 */
final class PlainCopy implements AutoCloseable {
  private static final long LARGEST_SOURCE = 1L << 30;

  private final long batchBytes;
  private final int threads;
  private final Backend backend;
  private final HostBuffer source;
  private final HostBuffer target;
  private final ExecutorService pool;

  /**
   * @param volumeBytes what the epoch gathers from
   * @param slots batches it gathers to in turn
   */
  PlainCopy(long volumeBytes, long batchBytes, int slots, int threads) {
    this.batchBytes = batchBytes;
    this.threads = threads;
    this.backend = Backends.open("reference", 1);
    long sourceBytes = Math.max(batchBytes, Math.min(LARGEST_SOURCE, volumeBytes));
    this.source = touched(backend.allocate(sourceBytes));
    this.target = touched(backend.allocate(Math.multiplyExact(batchBytes, (long) slots)));
    this.pool = Executors.newFixedThreadPool(threads);
  }

  /** Fresh memory is slow until it has been written once. */
  private static HostBuffer touched(HostBuffer buffer) {
    int page = 4096;
    for (long at = 0; at < buffer.sizeBytes(); at += page) {
      buffer.bareView(at, 1).put((byte) 1);
    }
    return buffer;
  }

  /**
   * @param gigabytesPerSecond each byte counted once
   * @param cpuPerGigabyte processor seconds of all threads
   */
  record Speed(double gigabytesPerSecond, double cpuPerGigabyte) {}

  Speed measure(int batches) {
    copy(1);
    long cpu = CpuTime.nanos();
    long start = System.nanoTime();
    copy(batches);
    double bytes = (double) batches * batchBytes;
    return new Speed(bytes / (System.nanoTime() - start), (CpuTime.nanos() - cpu) / bytes);
  }

  private void copy(int batches) {
    long share = (batchBytes - 1) / threads + 1;
    try {
      for (int batch = 0; batch < batches; batch++) {
        long from = position(batch, source);
        long to = position(batch, target);
        List<Callable<Void>> parts = new ArrayList<>();
        for (long begin = 0; begin < batchBytes; begin += share) {
          long at = begin;
          int length = (int) Math.min(share, batchBytes - begin);
          parts.add(
              () -> {
                target.bareView(to + at, length).put(source.bareView(from + at, length));
                return null;
              });
        }
        for (Future<Void> part : pool.invokeAll(parts)) {
          part.get();
        }
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the copy was stopped", e);
    }
  }

  private long position(int batch, HostBuffer buffer) {
    return batch % (buffer.sizeBytes() / batchBytes) * batchBytes;
  }

  @Override
  public void close() {
    pool.shutdown();
    source.close();
    target.close();
    backend.close();
  }
}
