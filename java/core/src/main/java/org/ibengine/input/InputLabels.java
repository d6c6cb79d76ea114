package org.ibengine.input;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a layout says about the values of its label maps. Names do nothing unless they are asked
 * for; the ignored value is taken unless another is given.
 *
 * @param classes values by name, without background, in the order of the file; a region has several
 *     values, which other regions may have too
 * @param ignore the value of voxels about which nothing is known
 */
public record InputLabels(Map<String, List<Long>> classes, OptionalLong ignore) {
  /** Of layouts that say nothing. */
  public static final InputLabels NONE = new InputLabels(Map.of(), OptionalLong.empty());

  public InputLabels {
    Map<String, List<Long>> copy = new LinkedHashMap<>();
    classes.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    classes = Collections.unmodifiableMap(copy);
  }
}
