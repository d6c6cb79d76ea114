package org.ibengine.cli.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory of this process that lies in RAM, by the kernel's own count. */
public final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** The most there was so far, in bytes; empty where the kernel does not tell. */
  public static OptionalLong peak() {
    return field("VmHWM:");
  }

  /** What there is now, in bytes; empty where the kernel does not tell. */
  public static OptionalLong now() {
    return field("VmRSS:");
  }

  private static OptionalLong field(String name) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(name)) {
          return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) << 10);
        }
      }
    } catch (IOException e) {
      return OptionalLong.empty(); // no Linux
    }
    return OptionalLong.empty();
  }
}
