package org.ibengine.plan;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often the instances appear, relative to each other. With exponent e:
 *
 * <ul>
 *   <li>{@code INSTANCE}: all equally often, whatever e;
 *   <li>{@code CASE}: weight {@code (1 / instances of its case)^e}; with e = 1 all cases that have
 *       instances appear equally often;
 *   <li>{@code SIZE}: weight {@code voxels^e}; with e = 1 as often as random foreground voxels
 *       would show them, with e < 0 small instances more often.
 * </ul>
 */
public record Balance(Kind kind, double exponent) {
  /** What is made equal, or what counts. */
  public enum Kind {
    INSTANCE,
    CASE,
    SIZE
  }

  /** Every instance equally often: what the engine is for. */
  public static final Balance INSTANCE = new Balance(Kind.INSTANCE, 0);

  public Balance {
    if (!Double.isFinite(exponent)) {
      throw new IllegalArgumentException("balance exponent must be finite, was " + exponent);
    }
  }

  /**
   * How often each instance will be shown on average, in the order of {@code positives}; sums to
   * {@code repeats · positives.size()}. What an epoch really shows differs by less than 1.
   */
  public double[] exposure(List<PositiveSite> positives, int repeats) {
    Map<String, Long> perCase =
        positives.stream()
            .collect(Collectors.groupingBy(PositiveSite::caseName, Collectors.counting()));
    double[] weights = positives.stream().mapToDouble(site -> weight(site, perCase)).toArray();
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] = kind == Kind.INSTANCE ? repeats : weights[i] / sum * repeats * weights.length;
    }
    return weights;
  }

  private double weight(PositiveSite site, Map<String, Long> perCase) {
    return switch (kind) {
      case INSTANCE -> 1;
      case CASE -> Math.pow(perCase.get(site.caseName()), -exponent);
      case SIZE -> Math.pow(site.instance().voxels(), exponent);
    };
  }
}
