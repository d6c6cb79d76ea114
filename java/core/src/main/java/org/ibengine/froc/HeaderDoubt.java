package org.ibengine.froc;

import java.nio.file.Path;
import java.util.List;

/**
 * An image whose header contradicts itself; its case is evaluated nevertheless.
 *
 * @param contradictions as in {@link org.ibengine.io.ImageHeader.Details}; at least one
 */
public record HeaderDoubt(String caseName, Path file, List<String> contradictions) {
  public HeaderDoubt {
    contradictions = List.copyOf(contradictions);
  }
}
