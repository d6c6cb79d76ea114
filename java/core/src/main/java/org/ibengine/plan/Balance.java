package org.ibengine.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ibengine.text.Text;

/**
 * How often the instances appear, relative to each other. With exponent e:
 *
 * <ul>
 *   <li>{@code INSTANCE}: all equally often, whatever e;
 *   <li>{@code CASE}: weight {@code (1 / instances of its case)^e}; with e = 1 all cases that have
 *       instances appear equally often;
 *   <li>{@code SIZE}: weight {@code voxels^e}; with e = 1 as often as random foreground voxels
 *       would show them, with a negative e small instances more often.
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

  private static final int LARGEST_EXPONENT = 1000;

  public Balance {
    Objects.requireNonNull(kind, "kind of balance must not be null");
    if (!(Math.abs(exponent) <= LARGEST_EXPONENT)) {
      throw new IllegalArgumentException(
          Text.format(
              "balance exponent must be from -%d to %d, was %s",
              LARGEST_EXPONENT, LARGEST_EXPONENT, exponent));
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
    // In logarithms, less the largest: no exponent makes the sum infinite or 0.
    double[] logs = positives.stream().mapToDouble(site -> logWeight(site, perCase)).toArray();
    double largest = Arrays.stream(logs).max().orElse(0);
    double[] weights = new double[logs.length];
    double sum = 0;
    for (int i = 0; i < logs.length; i++) {
      // StrictMath: the same plan on every machine.
      weights[i] = StrictMath.exp(logs[i] - largest);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] = kind == Kind.INSTANCE ? repeats : weights[i] / sum * repeats * weights.length;
    }
    return weights;
  }

  private double logWeight(PositiveSite site, Map<String, Long> perCase) {
    return switch (kind) {
      case INSTANCE -> 0;
      case CASE -> -exponent * StrictMath.log(perCase.get(site.caseName()));
      case SIZE -> exponent * StrictMath.log(site.instance().voxels());
    };
  }
}
