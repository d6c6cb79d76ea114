package org.ibengine.label;

import java.util.List;

/**
 * A class of lesions, such as {@code oedema}.
 *
 * @param values of the label map that belong to it, at least one
 */
public record LesionClass(String name, List<Long> values) {
  /**
   * @throws IllegalArgumentException if the name is blank or there is no value
   */
  public LesionClass {
    values = List.copyOf(values);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a class must have a name");
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException("class " + name + " must have a value");
    }
  }
}
