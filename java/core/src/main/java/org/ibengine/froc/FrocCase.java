package org.ibengine.froc;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A case to evaluate.
 *
 * @param prediction an image on the grid of the ground truth, unscaled, in float32 or float64; in a
 *     case without one, nothing was found
 */
public record FrocCase(String name, FrocTruth truth, Optional<Path> prediction) {
  /** Bytes of the file of the prediction; 0 without one. */
  public long predictionBytes() {
    return prediction.map(file -> file.toFile().length()).orElse(0L);
  }
}
