package org.ibengine.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory there is. */
public final class MachineMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path CONTAINER_LIMIT = Path.of("/sys/fs/cgroup/memory.max");

  private MachineMemory() {}

  /** Half of the machine's memory, or of the container's if that is less, in bytes. */
  public static long half() {
    return Math.min(machineBytes(), containerBytes()) / 2;
  }

  /** From the kernel: the management beans would take 50 ms of every start. */
  private static long machineBytes() {
    try {
      for (String line : Files.readAllLines(MEMINFO)) {
        if (line.startsWith("MemTotal:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return fromHeap();
    }
    return fromHeap();
  }

  /** The JVM takes a quarter of the memory for its heap unless told otherwise. */
  private static long fromHeap() {
    return 4 * Runtime.getRuntime().maxMemory();
  }

  private static long containerBytes() {
    try {
      return Long.parseLong(Files.readString(CONTAINER_LIMIT).trim());
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE; // no container, or one without a limit ("max")
    }
  }
}
