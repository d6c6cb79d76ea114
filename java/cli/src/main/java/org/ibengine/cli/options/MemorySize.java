package org.ibengine.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory on the command line, and the default one. */
public final class MemorySize {
  /** The default is this part of the machine's memory, or of the container's if that is less. */
  static final double DEFAULT_FRACTION = 0.5;

  private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(?:i?b)?");
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path CONTAINER_LIMIT = Path.of("/sys/fs/cgroup/memory.max");

  private MemorySize() {}

  /**
   * Bytes of a text like {@code 4G}, {@code 1.5g} or {@code 800M}, in powers of 1024.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static long parse(String text) {
    Matcher match = TEXT.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "memory must be a number with K, M, G or T, as 4G, was " + text);
    }
    int power = 1 + "kmgt".indexOf(match.group(2));
    boolean plain = match.group(2).isEmpty();
    return (long) (Double.parseDouble(match.group(1)) * (plain ? 1 : 1L << (10 * power)));
  }

  /** {@link #DEFAULT_FRACTION} of the memory there is. */
  public static long byDefault() {
    long bytes = Math.min(machineBytes(), containerBytes());
    return (long) (bytes * DEFAULT_FRACTION);
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
