package org.ibengine.benchmarks.measure;

import java.lang.management.ManagementFactory;

/**
 * Processor time of this process, all threads together. Beside wall-clock time it shows what work
 * costs on a machine that others use too.
 */
public final class CpuTime {
  private CpuTime() {}

  public static long nanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
