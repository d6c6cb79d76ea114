package org.ibengine.froc;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.ibengine.io.ImageHeader;

/**
 * An image whose header contradicts itself; its case is evaluated nevertheless.
 *
 * @param contradictions as in {@link org.ibengine.io.ImageHeader.Details}; at least one
 */
public record HeaderDoubt(String caseName, Path file, List<String> contradictions) {
  public HeaderDoubt {
    contradictions = List.copyOf(contradictions);
  }

  /** Tells whoever listens, if there is a doubt. */
  public static void tell(String caseName, ImageHeader header, Consumer<HeaderDoubt> doubts) {
    List<String> contradictions = header.details().contradictions();
    if (!contradictions.isEmpty()) {
      doubts.accept(new HeaderDoubt(caseName, header.path(), contradictions));
    }
  }
}
