package org.ibengine.index;

import org.ibengine.text.Text;

/**
 * The two percentages between which intensities are scaled to [0, 1]: {@code 0 ≤ low < high ≤ 100}.
 */
public record PercentileRange(double low, double high) {
  public PercentileRange {
    if (!(0 <= low && low < high && high <= 100)) {
      throw new IllegalArgumentException(
          Text.format("percentiles must satisfy 0 <= LO < HI <= 100, were %s and %s", low, high));
    }
  }
}
