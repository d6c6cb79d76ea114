package org.ibengine.plan;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import org.ibengine.text.Text;

/**
 * How often the instances appear, relative to each other. With exponent e:
 *
 * <ul>
 *   <li>{@code INSTANCE}: all equally often, for any e;
 *   <li>{@code CASE}: weight {@code (1 / instances of its case)^e}; with e = 1 all cases that have
 *       instances appear equally often;
 *   <li>{@code CLASS}: weight {@code (1 / instances of its class)^e}; with e = 1 all classes that
 *       have instances appear equally often; instances without a class are one;
 *   <li>{@code SIZE}: weight {@code voxels^e}; with e = 1, as often as random foreground voxels
 *       would show them; with a negative e, small instances more often.
 * </ul>
 */
public record Balance(Kind kind, double exponent) {
  /** What is made equal, or what counts. */
  public enum Kind {
    INSTANCE,
    CASE,
    CLASS,
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
    double[] exposure = new double[positives.size()];
    Arrays.setAll(exposure, exposureOf(positives, repeats));
    return exposure;
  }

  /** As {@link #exposure}, of the i-th instance, computed when it is asked for. */
  IntToDoubleFunction exposureOf(List<PositiveSite> positives, int repeats) {
    if (kind == Kind.INSTANCE) {
      return i -> repeats;
    }
    Map<String, int[]> peers = kind == Kind.SIZE ? Map.of() : peers(positives);
    // In logarithms, less the largest: no exponent makes the sum infinite or 0.
    ToDoubleFunction<PositiveSite> log = site -> logWeight(site, peers);
    double largest = positives.stream().mapToDouble(log).max().orElse(0);
    // StrictMath: the same plan on every machine.
    ToDoubleFunction<PositiveSite> weight =
        site -> StrictMath.exp(log.applyAsDouble(site) - largest);
    double sum = 0;
    for (PositiveSite site : positives) {
      sum += weight.applyAsDouble(site);
    }
    double all = sum;
    return i -> weight.applyAsDouble(positives.get(i)) / all * repeats * positives.size();
  }

  /** How many instances each case or each class has. */
  private Map<String, int[]> peers(List<PositiveSite> positives) {
    Map<String, int[]> counts = new HashMap<>();
    for (PositiveSite site : positives) {
      counts.computeIfAbsent(group(site), name -> new int[1])[0]++;
    }
    return counts;
  }

  private String group(PositiveSite site) {
    return kind == Kind.CASE ? site.caseName() : site.instance().lesionClass();
  }

  private double logWeight(PositiveSite site, Map<String, int[]> peers) {
    return switch (kind) {
      case INSTANCE -> 0;
      case CASE, CLASS -> -exponent * StrictMath.log(peers.get(group(site))[0]);
      case SIZE -> exponent * StrictMath.log(site.instance().voxels());
    };
  }
}
