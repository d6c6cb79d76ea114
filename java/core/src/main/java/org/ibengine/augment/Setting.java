package org.ibengine.augment;

import java.util.List;

/**
 * How often something is done to a patch, and how much of it.
 *
 * @param probability in [0, 1], for each patch
 * @param range the numbers of it, see {@link Transform}
 */
public record Setting(double probability, List<Double> range) {
  public Setting {
    range = List.copyOf(range);
  }
}
