package org.ibengine.plan;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * One part of the background that an epoch draws from: how it was chosen, and its windows.
 *
 * @param label such as {@link #GRID}; told with each patch
 * @param share of the background patches of an epoch, above 0 and at most 1; those of all strata
 *     add up to 1
 * @param order in which its windows are drawn
 */
public record Stratum(String label, double share, NegativeSites sites, FalseAlarms.Order order) {
  /** The windows of the regular grid. */
  public static final String GRID = "grid";

  /** Of windows that are equally likely. */
  public Stratum(String label, double share, NegativeSites sites) {
    this(label, share, sites, FalseAlarms.Order.UNIFORM);
  }

  public Stratum {
    Objects.requireNonNull(order, "order of a stratum must not be null");
    Objects.requireNonNull(label, "label of a stratum must not be null");
    Objects.requireNonNull(sites, "sites of a stratum must not be null");
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share of a stratum must be above 0 and at most 1, was " + share);
    }
  }

  /**
   * The share of its windows that so many epochs show at least once, on average. Every epoch draws
   * {@code k} of {@code n} windows without replacement and does not know of the others: {@code 1 −
   * (1 − k / n)^epochs} of windows that are equally likely, {@code k / n} of those that come in a
   * fixed order, and of weighted ones as {@link WeightedExposure} says.
   *
   * @param perEpoch {@code k}, at least 0
   * @param epochs at least 1
   * @return in [0, 1]; 0 if there is no window
   */
  public double shownAfter(long perEpoch, int epochs) {
    long windows = sites.count();
    double once = windows == 0 ? 0 : Math.min(1, (double) perEpoch / windows);
    return switch (order) {
      case UNIFORM -> 1 - StrictMath.pow(1 - once, epochs);
      case CONFIDENT -> once;
      case WEIGHT -> once == 0 || once == 1 ? once : WeightedExposure.of(sites, perEpoch, epochs);
    };
  }

  /** With that share, above 0 and at most 1. */
  Stratum share(double value) {
    return new Stratum(label, Math.min(1, value), sites, order);
  }

  /** With the windows of the chosen cases, in the same order. */
  Stratum where(Predicate<String> caseName) {
    return new Stratum(label, share, sites.where(caseName), order);
  }
}
