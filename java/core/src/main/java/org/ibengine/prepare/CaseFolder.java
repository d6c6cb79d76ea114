package org.ibengine.prepare;

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
public record CaseFolder(String name, Path folder, Path mask, SortedMap<String, Path> modalities) {
  public CaseFolder {
    modalities = Collections.unmodifiableSortedMap(new TreeMap<>(modalities));
  }
}
