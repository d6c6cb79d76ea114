package org.ibengine.intensity;

import java.util.List;

/**
 * Statistics of the voxels of several cases together, told from those of each. Mean and sd are
 * those of all voxels, to rounding. A percentile is the inverse of the count-weighted mixture of
 * the cases' distributions, each taken as linear between its recorded percentiles: what lies
 * between two of them is not recorded.
 *
 * @param cases those with voxels; at least one
 */
public record PooledIntensity(List<IntensityStatistics> cases) {
  private static final int HALVINGS = 200;

  public PooledIntensity {
    cases = cases.stream().filter(one -> !one.isEmpty()).toList();
    if (cases.isEmpty()) {
      throw new IllegalArgumentException("no case has such voxels");
    }
  }

  public long count() {
    return cases.stream().mapToLong(IntensityStatistics::count).sum();
  }

  public double mean() {
    double sum = 0;
    for (IntensityStatistics one : cases) {
      sum += one.count() * one.mean();
    }
    return sum / count();
  }

  public double sd() {
    double mean = mean();
    double squares = 0;
    for (IntensityStatistics one : cases) {
      double off = one.mean() - mean;
      squares += one.count() * (one.sd() * one.sd() + off * off);
    }
    return Math.sqrt(squares / count());
  }

  /** The smallest value at which the mixture reaches a percentage in (0, 100). */
  public double percentile(double percentage) {
    double low = cases.stream().mapToDouble(IntensityStatistics::min).min().getAsDouble();
    double high = cases.stream().mapToDouble(IntensityStatistics::max).max().getAsDouble();
    if (share(low) >= percentage / 100) {
      return low;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        break;
      }
      if (share(middle) >= percentage / 100) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** The share of voxels up to a value. */
  private double share(double value) {
    double sum = 0;
    for (IntensityStatistics one : cases) {
      sum += one.count() * share(one, value);
    }
    return sum / count();
  }

  private static double share(IntensityStatistics one, double value) {
    if (value < one.min()) {
      return 0;
    }
    if (value >= one.max()) {
      return 1;
    }
    double below = one.min();
    double shareBelow = 0;
    for (int i = 0; i <= IntensityStatistics.PERCENTAGES.size(); i++) {
      boolean last = i == IntensityStatistics.PERCENTAGES.size();
      double next = last ? one.max() : one.percentiles().get(i);
      double shareNext = last ? 1 : IntensityStatistics.PERCENTAGES.get(i) / 100;
      if (value < next) {
        return shareBelow + (shareNext - shareBelow) * ((value - below) / (next - below));
      }
      below = next;
      shareBelow = shareNext;
    }
    return 1;
  }
}
