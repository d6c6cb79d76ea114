package org.ibengine.io;

import java.util.List;
import java.util.TreeSet;

/** The values of what may be a label map: whole numbers from 0 on, and few of them. */
final class FewValues {
  private static final int MOST = 32;

  private final TreeSet<Long> seen = new TreeSet<>();
  private double last = Double.NaN;
  private boolean labels = true;

  void accept(double value) {
    if (value == last || !labels) {
      return;
    }
    last = value;
    long label = LabelMap.labelOf(value);
    labels = label >= 0;
    if (labels) {
      seen.add(label);
      labels = seen.size() <= MOST;
    }
  }

  /** Ascending; none if this is not a label map. */
  List<Long> list() {
    return labels ? List.copyOf(seen) : List.of();
  }
}
