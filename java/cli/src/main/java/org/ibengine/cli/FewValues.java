package org.ibengine.cli;

import java.util.List;
import java.util.TreeSet;

/** The values of what may be a label map: whole numbers from 0 on, and few of them. */
final class FewValues {
  private static final int MOST = 32;
  private static final double ROUNDING = 1e-3; // of labels that were scaled or resampled
  private static final double LARGEST = (1L << 32) - 1;

  private final TreeSet<Long> seen = new TreeSet<>();
  private double last = Double.NaN;
  private boolean labels = true;

  void accept(double value) {
    if (value == last || !labels) {
      return;
    }
    last = value;
    double whole = Math.rint(value);
    labels = Math.abs(value - whole) <= ROUNDING && whole >= 0 && whole <= LARGEST;
    if (labels) {
      seen.add((long) whole);
      labels = seen.size() <= MOST;
    }
  }

  /** Ascending; none if this is no label map. */
  List<Long> list() {
    return labels ? List.copyOf(seen) : List.of();
  }
}
