package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunOutcomeTest {
  private static CaseWarning warning(String caseName, String message) {
    return new CaseWarning(caseName, CaseWarning.Kind.EQUAL_PERCENTILES, message);
  }

  @Test
  void warningsAreSortedByCaseThenByMessageAndAreNoFailures() {
    RunOutcome outcome = new RunOutcome();
    outcome.warned(warning("b", "B/T1.nii: one"));
    outcome.warned(warning("a", "A/T2.nii: two"));
    outcome.warned(warning("a", "A/T1.nii: three"));

    PrepareSummary summary = outcome.summary(false);

    assertEquals(
        List.of(
            warning("a", "A/T1.nii: three"),
            warning("a", "A/T2.nii: two"),
            warning("b", "B/T1.nii: one")),
        summary.warnings());
    assertEquals(List.of(), summary.failures());
  }
}
