package org.ibengine.label;

import java.util.List;

/**
 * A class of lesions, such as {@code oedema}.
 *
 * @param values of the label map that belong to it; empty until resolved against the names that a
 *     layout gives its labels
 */
public record LesionClass(String name, List<Long> values) {
  /**
   * @throws IllegalArgumentException if the name is blank
   */
  public LesionClass {
    values = List.copyOf(values);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a class must have a name");
    }
  }
}
