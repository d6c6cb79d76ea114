package org.ibengine.input;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ibengine.io.ImageInput;

/**
 * What looks like a case and cannot be used as it is.
 *
 * @param mask the file of its label map, where it is known
 * @param modalities as far as they are known, by name
 * @param message what is at fault, beginning with the file or folder
 */
public record IncompleteCase(
    String name,
    Optional<String> subject,
    Optional<Path> mask,
    Map<String, ImageInput> modalities,
    String message) {
  public IncompleteCase {
    modalities = Collections.unmodifiableMap(new LinkedHashMap<>(modalities));
  }

  /** The same with other modalities. */
  IncompleteCase withModalities(Map<String, ImageInput> images) {
    return new IncompleteCase(name, subject, mask, images, message);
  }

  /** Of which nothing is known but its name. */
  static IncompleteCase unknown(String name, String message) {
    return new IncompleteCase(name, Optional.empty(), Optional.empty(), Map.of(), message);
  }
}
