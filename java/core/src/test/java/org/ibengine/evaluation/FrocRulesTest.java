package org.ibengine.evaluation;

import static org.ibengine.evaluation.MadeUpObjects.alarm;
import static org.ibengine.evaluation.MadeUpObjects.curve;
import static org.ibengine.evaluation.MadeUpObjects.hit;
import static org.ibengine.evaluation.MadeUpObjects.hitting;
import static org.ibengine.evaluation.MadeUpObjects.item;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.evaluation.FrocResult.Bootstrap;
import org.junit.jupiter.api.Test;

class FrocRulesTest {
  @Test
  void casesWithoutAnyObjectCountAmongTheCasesButNotUnderThePublishedRules() {
    CaseObjects[] cases = {item(List.of(hit(1, 1, 2)), alarm(1)), item(List.of()), item(List.of())};
    FrocCurve exact = curve(FrocRules.EXACT, cases);
    assertEquals(3, exact.cases());
    assertEquals(1.0 / 3, exact.falsePositivesPerCase(exact.points() - 1));
    FrocCurve published = curve(FrocRules.PUBLISHED, cases);
    assertEquals(1, published.cases());
    assertEquals(1, published.falsePositivesPerCase(published.points() - 1));
  }

  @Test
  void publishedThresholdsAreTwoHundredAndOneFromMinusATenthToAboveTheLargestFiniteScore() {
    FrocCurve curve =
        curve(
            FrocRules.PUBLISHED,
            item(List.of(hit(1, 1, 30)), alarm(Double.POSITIVE_INFINITY), alarm(0.95)));
    assertEquals(201, curve.points());
    assertEquals(31, curve.threshold(0));
    assertEquals(31 - 21.0 / 99, curve.threshold(1), 1e-12);
    assertEquals(10, curve.threshold(99));
    assertEquals(10, curve.threshold(100));
    assertEquals(9.899, curve.threshold(101), 1e-12);
    assertEquals(-0.1, curve.threshold(200));
  }

  @Test
  void publishedThresholdsEndAboveAComponentThatIsTheBestOfNoInstanceAndExactOnesDoNot() {
    CaseObjects item = item(List.of(hit(1, 1, 2)), hitting(2), hitting(30));
    assertEquals(31, curve(FrocRules.PUBLISHED, item).threshold(0));
    assertEquals(3, curve(FrocRules.EXACT, item).threshold(0));
  }

  @Test
  void publishedCurveIsStraightBetweenItsThresholds() {
    FrocCurve curve =
        curve(
            FrocRules.PUBLISHED,
            item(List.of(hit(1, 1, 5.02), hit(1, 1, 5.01)), alarm(5.03), alarm(5.015)));
    // One step of the grid takes all four: from (0, 0) to (2, 1).
    assertEquals(0.25, curve.recallAt(0.5), 1e-12);
    assertEquals(0.75, curve.recallAt(1.5), 1e-12);
  }

  @Test
  void casesWithoutAnythingAtAllMakeACurveUnderBothRules() {
    for (FrocRules rules : FrocRules.values()) {
      FrocCurve curve = curve(rules, item(List.of()));
      assertEquals(0, curve.falsePositivesPerCase(curve.points() - 1), rules.name());
      assertEquals(Double.NaN, curve.averageRecall(), rules.name());
    }
  }

  @Test
  void thePublishedRulesHaveNoBootstrap() {
    List<CaseObjects> cases = List.of(item(List.of(hit(1, 1, 2))));
    Bootstrap bootstrap = new Bootstrap(10, 1);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> FrocResult.of(cases, List.of(InstanceGroup.ALL), FrocRules.PUBLISHED, bootstrap));
    assertTrue(error.getMessage().contains("10 rounds"), error.getMessage());
  }
}
