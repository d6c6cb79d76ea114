package org.ibengine.input;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ibengine.io.ImageInput;

/**
 * A raw case: a mask and one image per modality.
 *
 * @param name different from those of other cases
 * @param subject whom the layout says it is of; empty where only the name tells
 * @param place what messages about it begin with: its folder, or the file that lists it
 * @param mask the file of its label map
 * @param modalities images by modality name, in channel order
 */
public record InputCase(
    String name,
    Optional<String> subject,
    Path place,
    Path mask,
    Map<String, ImageInput> modalities) {
  /** How datasets call the mask; so no modality may have that name. */
  public static final String LABEL = "label";

  public InputCase {
    modalities = Collections.unmodifiableMap(new LinkedHashMap<>(modalities));
  }

  /** The same case with other modalities. */
  public InputCase withModalities(Map<String, ImageInput> images) {
    return new InputCase(name, subject, place, mask, images);
  }
}
