package org.ibengine.cli.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/** How measured values are spread. Immutable; of no values everything is 0. */
public final class Spread {
  private final double[] sorted;

  private Spread(double[] sorted) {
    this.sorted = sorted;
  }

  public static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Spread(sorted);
  }

  public static Spread of(List<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  public double median() {
    return percentile(50);
  }

  public double min() {
    return percentile(0);
  }

  public double max() {
    return percentile(100);
  }

  /** The smallest value that at least {@code percentage} percent of the values do not exceed. */
  public double percentile(double percentage) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(percentage / 100 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }

  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("median", median())
        .put("min", min())
        .put("p95", percentile(95))
        .put("max", max())
        .put("count", sorted.length);
  }
}
