package org.ibengine.plan;

import java.util.List;
import java.util.function.Predicate;

/**
 * Everything an epoch may show. Immutable; the order of positives and negatives is part of a plan's
 * input.
 */
public record PatchPool(List<PositiveSite> positives, Strata negatives) {
  public PatchPool {
    positives = List.copyOf(positives);
  }

  /** With the windows of a grid. */
  public PatchPool(List<PositiveSite> positives, NegativeSites grid) {
    this(positives, Strata.grid(grid));
  }

  /** With windows of a grid that are objects. */
  public PatchPool(List<PositiveSite> positives, List<NegativeSite> grid) {
    this(positives, NegativeSites.of(grid));
  }

  /** With background of the strata that have windows, see {@link Strata#withWindows}. */
  public PatchPool withWindows() {
    return new PatchPool(positives, negatives.withWindows());
  }

  /** Of the chosen cases alone, in the same order. */
  public PatchPool where(Predicate<String> caseName) {
    return new PatchPool(
        positives.stream().filter(site -> caseName.test(site.caseName())).toList(),
        negatives.where(caseName));
  }
}
