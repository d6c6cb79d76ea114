package org.ibengine.ratio;

import java.util.List;

/**
 * Mean ratios of the patches around some things.
 *
 * @param sum of the mean ratios
 * @param weight of all of them together
 * @param min the least
 * @param max the largest
 * @param first those of the first five, where they are told
 */
public record Means(double sum, double weight, double min, double max, List<Double> first) {
  /** How many of the first are told. */
  static final int FIRST = 5;

  public Means {
    first = List.copyOf(first);
  }

  /** Of all together. */
  public double mean() {
    return sum / weight;
  }
}
