package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Adds up time and bytes of every stage. Thread-safe. */
final class StageClock {
  private final LongAdder[] nanos = adders();
  private final LongAdder[] bytes = adders();

  private static LongAdder[] adders() {
    LongAdder[] adders = new LongAdder[Stage.values().length];
    for (int i = 0; i < adders.length; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }

  /** Counts the time since {@code startNanos}, which came from {@link System#nanoTime}. */
  void add(Stage stage, long startNanos, long stageBytes) {
    nanos[stage.ordinal()].add(System.nanoTime() - startNanos);
    bytes[stage.ordinal()].add(stageBytes);
  }

  List<PrepareSummary.StageTotal> totals() {
    List<PrepareSummary.StageTotal> totals = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      long spent = nanos[stage.ordinal()].sum();
      if (spent > 0) {
        totals.add(new PrepareSummary.StageTotal(stage, spent / 1e9, bytes[stage.ordinal()].sum()));
      }
    }
    return totals;
  }
}
