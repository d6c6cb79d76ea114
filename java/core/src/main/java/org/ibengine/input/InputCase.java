package org.ibengine.input;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A raw case: a mask and one file per modality.
 *
 * @param name the folder's name
 * @param modalities files by modality name
 */
public record InputCase(String name, Path folder, Path mask, SortedMap<String, Path> modalities) {
  /** How datasets call the mask; so no modality may have that name. */
  public static final String LABEL = "label";

  public InputCase {
    modalities = Collections.unmodifiableSortedMap(new TreeMap<>(modalities));
  }
}
