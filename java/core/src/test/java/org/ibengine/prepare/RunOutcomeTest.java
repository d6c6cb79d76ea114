package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunOutcomeTest {
  @Test
  void warningsAreSortedByCaseThenByMessageAndAreNoFailures() {
    RunOutcome outcome = new RunOutcome();
    outcome.warned("b", "B/T1.nii: one");
    outcome.warned("a", "A/T2.nii: two");
    outcome.warned("a", "A/T1.nii: three");

    PrepareSummary summary = outcome.summary();

    assertEquals(
        List.of(
            new CaseWarning("a", "A/T1.nii: three"),
            new CaseWarning("a", "A/T2.nii: two"),
            new CaseWarning("b", "B/T1.nii: one")),
        summary.warnings());
    assertEquals(List.of(), summary.failures());
  }
}
