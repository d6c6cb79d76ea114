package org.ibengine.ratio;

import java.util.ArrayList;
import java.util.List;

/**
 * What a patch size has to keep to be recommended.
 *
 * @param mostBytes of a batch; {@link Long#MAX_VALUE} for any number
 * @param minContainment share of the instances that must fit
 * @param minRatio mean ratio of instance patches
 * @param minInRange share of the windows of the target with foreground whose ratio is in the range
 *     of training; not asked for without a target
 */
public record PatchRules(
    long mostBytes, double minContainment, double minRatio, double minInRange) {

  /** The rules, in the order in which they are looked at. */
  public enum Rule {
    MEMORY("batch bytes"),
    CONTAINMENT("containment"),
    RATIO("instance mean"),
    IN_RANGE("in-range");

    private final String label;

    Rule(String label) {
      this.label = label;
    }

    /** For people and files. */
    public String label() {
      return label;
    }
  }

  /**
   * A rule that a size breaks.
   *
   * @param value that it has; NaN where there is none
   * @param limit that it would have to keep
   */
  public record Breach(Rule rule, double value, double limit) {
    /** By how much the limit is missed, relative to it; infinite where there is no value. */
    public double shortfall() {
      if (Double.isNaN(value)) {
        return Double.POSITIVE_INFINITY;
      }
      return rule == Rule.MEMORY ? value / limit - 1 : 1 - value / limit;
    }
  }

  /** The rules that it breaks, in their order. */
  public List<Breach> breaches(PatchCandidate size) {
    List<Breach> found = new ArrayList<>();
    if (size.bytes() > mostBytes) {
      found.add(new Breach(Rule.MEMORY, size.bytes(), mostBytes));
    }
    require(Rule.CONTAINMENT, size.ratios().instances().share(), minContainment, found);
    double mean = size.ratios().jitter().map(Means::mean).orElse(Double.NaN);
    require(Rule.RATIO, mean, minRatio, found);
    size.target()
        .ifPresent(target -> require(Rule.IN_RANGE, target.inRangeShare(), minInRange, found));
    return found;
  }

  private static void require(Rule rule, double value, double limit, List<Breach> found) {
    if (!(value >= limit)) { // NaN keeps no limit
      found.add(new Breach(rule, value, limit));
    }
  }
}
