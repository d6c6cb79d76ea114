package org.ibengine.cpu;

import java.nio.file.Path;
import org.ibengine.conformance.KeptViews;

/** {@link KeptViews} of batches in shared memory, which is closed before they are read. */
final class KeptSharedViews {
  private KeptSharedViews() {}

  public static void main(String[] arguments) {
    try (MemoryFile memory = MemoryFile.create()) {
      KeptViews.read("cpu", Path.of(arguments[0]), memory);
    }
  }
}
