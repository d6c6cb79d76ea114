package org.ibengine.plan;

import java.util.List;
import java.util.function.Predicate;

/**
 * Everything an epoch may show. Immutable; the order of positives, negatives and cases is part of a
 * plan's input.
 *
 * @param positives of one case after the other, in the order of {@code cases} where there are some
 * @param cases that patches are drawn from with replacement, those without an instance too; none
 *     where {@link Sampler#IB} does not need them
 */
public record PatchPool(List<PositiveSite> positives, Strata negatives, List<CaseSite> cases) {
  public PatchPool {
    positives = List.copyOf(positives);
    cases = List.copyOf(cases);
  }

  /** Without cases to draw from with replacement. */
  public PatchPool(List<PositiveSite> positives, Strata negatives) {
    this(positives, negatives, List.of());
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
    return new PatchPool(positives, negatives.withWindows(), cases);
  }

  /** Of the chosen cases alone, in the same order. */
  public PatchPool where(Predicate<String> caseName) {
    return new PatchPool(
        positives.stream().filter(site -> caseName.test(site.caseName())).toList(),
        negatives.where(caseName),
        cases.stream().filter(one -> caseName.test(one.caseName())).toList());
  }
}
