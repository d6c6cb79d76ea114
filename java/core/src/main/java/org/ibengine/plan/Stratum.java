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

  /** With the windows of the chosen cases, in the same order. */
  Stratum where(Predicate<String> caseName) {
    return new Stratum(label, share, sites.where(caseName), order);
  }
}
