package org.ibengine.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** What benchmarks of heap and time share. */
final class Measuring {
  private Measuring() {}

  /** Bytes of the heap that are in use once garbage is gone. */
  static long heapInUse() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** All that this thread has allocated: an upper bound of what it needed at once. */
  static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  static ObjectNode spread(ObjectMapper mapper, double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return mapper
        .createObjectNode()
        .put("median", sorted[sorted.length / 2])
        .put("min", sorted[0])
        .put("max", sorted[sorted.length - 1])
        .put("runs", sorted.length);
  }
}
