package org.ibengine.plan;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.ibengine.text.Text;

/**
 * How often instances are shown in an epoch compared with what the balance says: factors of whole
 * cases and of single instances, which multiply. The number of patches stays.
 *
 * @param factors by {@code case} or {@code case#id}, each at least 0 and finite; 1 where there is
 *     none
 */
public record SiteWeights(SortedMap<String, Double> factors) {
  /** All as the balance says. */
  public static final SiteWeights NONE = new SiteWeights(new TreeMap<>());

  /**
   * @throws IllegalArgumentException if a factor is negative or not finite
   */
  public SiteWeights {
    factors.forEach(
        (name, factor) -> {
          if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(
                Text.format("weight of %s must be at least 0 and finite, was %s", name, factor));
          }
        });
    factors = Collections.unmodifiableSortedMap(new TreeMap<>(factors));
  }

  /** Of any map; it is copied. */
  public static SiteWeights of(Map<String, Double> factors) {
    return new SiteWeights(new TreeMap<>(factors));
  }

  private double of(PositiveSite site) {
    return factors.getOrDefault(site.caseName(), 1.0)
        * factors.getOrDefault(site.caseName() + "#" + site.instance().id(), 1.0);
  }

  /**
   * How often each instance will be shown on average, as {@link Balance#exposure}.
   *
   * @throws IllegalArgumentException if no instance is left with a weight above 0
   */
  public double[] exposure(Balance balance, List<PositiveSite> positives, int repeats) {
    IntToDoubleFunction exposure = applied(balance.exposureOf(positives, repeats), positives);
    double[] all = new double[positives.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = exposure.applyAsDouble(i);
    }
    return all;
  }

  /** The same exposures multiplied, and divided by one number so that their sum stays. */
  IntToDoubleFunction applied(IntToDoubleFunction exposure, List<PositiveSite> positives) {
    if (factors.isEmpty()) {
      return exposure;
    }
    double before = 0;
    double after = 0;
    for (int i = 0; i < positives.size(); i++) {
      before += exposure.applyAsDouble(i);
      after += exposure.applyAsDouble(i) * of(positives.get(i));
    }
    if (!(after > 0) || Double.isInfinite(after)) {
      throw new IllegalArgumentException(
          "weights must leave an instance with a weight above 0, and not overflow; their sum is "
              + after);
    }
    double scale = before / after;
    return i -> exposure.applyAsDouble(i) * of(positives.get(i)) * scale;
  }
}
