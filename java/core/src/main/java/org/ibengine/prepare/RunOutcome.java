package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ibengine.store.CaseRecord;
import org.ibengine.work.CaseFailure;

/** Collects what became of the cases, and the time it took. Thread-safe. */
final class RunOutcome {
  static final Comparator<CaseWarning> WARNING_ORDER =
      Comparator.comparing(CaseWarning::caseName).thenComparing(CaseWarning::message);

  private final long start = System.nanoTime();
  private final StageClock clock = new StageClock();
  private final List<String> prepared = new ArrayList<>();
  private final List<String> current = new ArrayList<>();
  private final List<CaseFailure> failures = new ArrayList<>();
  private final List<CaseWarning> warnings = new ArrayList<>();
  private final ContentCount content = new ContentCount();

  StageClock clock() {
    return clock;
  }

  synchronized void prepared(CaseRecord record) {
    prepared.add(record.index().name());
    content.add(record);
  }

  synchronized void current(CaseRecord record) {
    current.add(record.index().name());
    content.add(record);
  }

  synchronized void failed(CaseFailure failure) {
    failures.add(failure);
  }

  synchronized void warned(CaseWarning warning) {
    warnings.add(warning);
  }

  synchronized boolean hasFailures() {
    return !failures.isEmpty();
  }

  /**
   * @param cancelled whether cases may be missing because of that
   */
  synchronized PrepareSummary summary(boolean cancelled) {
    return new PrepareSummary(
        prepared.stream().sorted().toList(),
        current,
        failures.stream().sorted(Comparator.comparing(CaseFailure::caseName)).toList(),
        warnings.stream().sorted(WARNING_ORDER).toList(),
        content.total(),
        clock.totals(),
        cancelled,
        (System.nanoTime() - start) / 1e9);
  }
}
