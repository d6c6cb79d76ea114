package org.ibengine.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.evaluation.FrocResult.Bootstrap;
import org.ibengine.label.Instance;
import org.junit.jupiter.api.Test;

class FrocResultTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final Instance.Centroid ANYWHERE = new Instance.Centroid(1, 2, 3);

  private static TruthObject hit(long voxels, double dice, double logit) {
    return new TruthObject(1, voxels, ANYWHERE, dice, logit);
  }

  private static TruthObject missed(long voxels) {
    return hit(voxels, 0, -INF);
  }

  private static PredictedObject hitting(double logit) {
    return new PredictedObject(1, 9, ANYWHERE, logit, 0.5);
  }

  private static PredictedObject alarm(double logit) {
    return new PredictedObject(1, 9, ANYWHERE, logit, 0);
  }

  private static CaseObjects item(List<TruthObject> truths, PredictedObject... predictions) {
    return new CaseObjects("a", truths, List.of(predictions));
  }

  /** The two cases of the published evaluation's test vector. */
  private static List<CaseObjects> twoCases() {
    return List.of(
        item(List.of(hit(20, 0.5, 3), missed(4)), hitting(3), alarm(1)), item(List.of(), alarm(2)));
  }

  private static FrocCurve exact(CaseObjects... cases) {
    return FrocResult.of(
            List.of(cases), List.of(InstanceGroup.ALL), FrocRules.EXACT, Bootstrap.NONE)
        .groups()
        .get(0)
        .curve();
  }

  private static double[] column(FrocCurve curve, java.util.function.IntToDoubleFunction value) {
    double[] values = new double[curve.points()];
    Arrays.setAll(values, value);
    return values;
  }

  @Test
  void testVectorGivesItsCountsAtItsThresholds() {
    double[] thresholds = {4, 3, 2.5, 1, 0};
    FrocCurve curve =
        new FrocScores(twoCases(), List.of(InstanceGroup.ALL), FrocRules.EXACT, thresholds)
            .curve(0, new int[] {1, 1}, INF);
    assertArrayEquals(new double[] {0, .5, .5, .5, .5}, column(curve, curve::recall));
    assertArrayEquals(new double[] {0, 0, 0, 1, 2}, column(curve, curve::falsePositives));
    assertEquals(2, curve.cases());
    assertEquals(0.5, curve.averageRecall());
  }

  @Test
  void exactCurveChangesAtEveryScoreAndStaysBetween() {
    FrocCurve curve = exact(twoCases().toArray(CaseObjects[]::new));
    assertArrayEquals(new double[] {4, 3, 2, 1, -INF}, column(curve, curve::threshold));
    assertArrayEquals(new double[] {0, 1, 1, 1, 1}, column(curve, curve::truePositives));
    assertArrayEquals(new double[] {0, 0, 0, 1, 2}, column(curve, curve::falsePositives));
    assertEquals(0.5, curve.averageRecall());
    assertEquals(List.of(.5, .5, .5, .5, .5, .5, .5), curve.sensitivities());
  }

  @Test
  void anInstanceCountsAtItsScoreAndAFalseAlarmOnlyBelowIts() {
    FrocCurve curve = exact(item(List.of(hit(1, 1, 2)), hitting(2), alarm(2)));
    assertArrayEquals(new double[] {3, 2, -INF}, column(curve, curve::threshold));
    assertArrayEquals(new double[] {0, 1, 1}, column(curve, curve::truePositives));
    assertArrayEquals(new double[] {0, 0, 1}, column(curve, curve::falsePositives));
  }

  @Test
  void recallIsTheBestThatNoMoreFalsePositivesPerCaseAllow() {
    // From the top: a hit, two false alarms, a hit, a false alarm, a hit; over two cases.
    FrocCurve curve =
        exact(
            item(List.of(hit(1, 1, 6), hit(1, 1, 3), hit(1, 1, 1), missed(1)), alarm(5), alarm(4)),
            item(List.of(), alarm(2)));
    assertEquals(0.25, curve.recallAt(0));
    assertEquals(0.25, curve.recallAt(0.99));
    assertEquals(0.5, curve.recallAt(1));
    assertEquals(0.5, curve.recallAt(1.49));
    assertEquals(0.75, curve.recallAt(1.5));
    assertEquals(0.75, curve.recallAt(100));
    // 100 rates below 1, 50 below 1.5, 351 from there to 5
    assertEquals((100 * 0.25 + 50 * 0.5 + 351 * 0.75) / 501, curve.averageRecall(), 1e-12);
  }

  @Test
  void saturatedScoresPassEveryThresholdAndAreReachedOnAStraightLineFromZero() {
    FrocCurve curve =
        exact(
            item(List.of(hit(1, 1, INF), hit(1, 1, 2)), hitting(INF), alarm(INF), alarm(INF)),
            item(List.of(), alarm(1)));
    assertArrayEquals(new double[] {3, 2, 1, -INF}, column(curve, curve::threshold));
    assertArrayEquals(new double[] {1, 2, 2, 2}, column(curve, curve::truePositives));
    assertArrayEquals(new double[] {2, 2, 2, 3}, column(curve, curve::falsePositives));
    assertEquals(0, curve.recallAt(0));
    assertEquals(0.25, curve.recallAt(0.5)); // half of the way to (1, 0.5)
    assertEquals(1, curve.recallAt(1));
  }

  @Test
  void withNothingButSaturatedScoresThereIsOnePoint() {
    FrocCurve curve = exact(item(List.of(hit(1, 1, INF)), hitting(INF), alarm(INF)));
    assertArrayEquals(new double[] {-INF}, column(curve, curve::threshold));
    assertEquals(0.5, curve.recallAt(0.5));
    assertEquals(1, curve.recallAt(1));
  }

  @Test
  void casesWithoutAnyObjectCountAmongTheCasesButNotUnderThePublishedRules() {
    List<CaseObjects> cases =
        List.of(item(List.of(hit(1, 1, 2)), alarm(1)), item(List.of()), item(List.of()));
    FrocCurve curve = exact(cases.toArray(CaseObjects[]::new));
    assertEquals(3, curve.cases());
    assertEquals(1.0 / 3, curve.falsePositivesPerCase(curve.points() - 1));
    FrocCurve published =
        FrocResult.of(cases, List.of(InstanceGroup.ALL), FrocRules.PUBLISHED, Bootstrap.NONE)
            .groups()
            .get(0)
            .curve();
    assertEquals(1, published.cases());
    assertEquals(1, published.falsePositivesPerCase(published.points() - 1));
  }

  @Test
  void publishedThresholdsAreTwoHundredAndOneFromMinusATenthToAboveTheLargestFiniteScore() {
    FrocCurve curve =
        FrocResult.of(
                List.of(item(List.of(hit(1, 1, 30)), alarm(INF), alarm(0.95))),
                List.of(InstanceGroup.ALL),
                FrocRules.PUBLISHED,
                Bootstrap.NONE)
            .groups()
            .get(0)
            .curve();
    assertEquals(201, curve.points());
    assertEquals(31, curve.threshold(0));
    assertEquals(31 - 21.0 / 99, curve.threshold(1), 1e-12);
    assertEquals(10, curve.threshold(99));
    assertEquals(10, curve.threshold(100));
    assertEquals(9.899, curve.threshold(101), 1e-12);
    assertEquals(-0.1, curve.threshold(200));
  }

  @Test
  void publishedCurveIsStraightBetweenItsThresholds() {
    List<CaseObjects> cases =
        List.of(item(List.of(hit(1, 1, 5.02), hit(1, 1, 5.01)), alarm(5.03), alarm(5.015)));
    FrocCurve curve =
        FrocResult.of(cases, List.of(InstanceGroup.ALL), FrocRules.PUBLISHED, Bootstrap.NONE)
            .groups()
            .get(0)
            .curve();
    // One step of the grid takes all four: from (0, 0) to (2, 1).
    assertEquals(0.25, curve.recallAt(0.5), 1e-12);
    assertEquals(0.75, curve.recallAt(1.5), 1e-12);
  }

  @Test
  void recallIsOneWhereThereIsNothingToFind() {
    FrocCurve curve = exact(item(List.of(), alarm(1)), item(List.of()));
    assertEquals(1, curve.recall(0));
    assertEquals(1, curve.averageRecall());
    assertEquals(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0), curve.sensitivities());
    assertEquals(0.5, curve.falsePositivesPerCase(curve.points() - 1));
  }

  @Test
  void casesWithoutAnythingAtAllMakeACurveUnderBothRules() {
    for (FrocRules rules : FrocRules.values()) {
      FrocCurve curve =
          FrocResult.of(List.of(item(List.of())), List.of(InstanceGroup.ALL), rules, Bootstrap.NONE)
              .groups()
              .get(0)
              .curve();
      assertEquals(0, curve.falsePositivesPerCase(curve.points() - 1), rules.name());
      assertEquals(1, curve.averageRecall(), rules.name());
    }
  }

  @Test
  void groupsCountTheirOwnInstancesAndAllFalseAlarms() {
    List<InstanceGroup> groups = new ArrayList<>(InstanceGroup.sizeBins());
    groups.addAll(InstanceGroup.splitAt(3)); // a ball of diameter 3 has 14.1 voxels
    List<CaseObjects> cases =
        List.of(
            item(List.of(hit(1, 1, 3), missed(9), hit(14, .5, 2), hit(15, .25, 1)), alarm(1.5)));
    FrocResult result = FrocResult.of(cases, groups, FrocRules.EXACT, Bootstrap.NONE);
    long[] truths = result.groups().stream().mapToLong(group -> group.curve().truths()).toArray();
    assertArrayEquals(new long[] {1, 1, 2, 0, 0, 0, 3, 1}, truths);
    FrocResult.Group tens = result.groups().get(2);
    assertEquals(0.5, tens.curve().recallAt(0));
    assertEquals(1, tens.curve().recallAt(1));
    assertEquals(2, tens.objectDice().found());
    assertEquals(0.375, tens.objectDice().mean());
    assertEquals(0.125, tens.objectDice().deviation());
    assertEquals("small (d<3)", result.groups().get(6).instances().label());
    assertEquals("large (d>=3)", result.groups().get(7).instances().label());
  }

  @Test
  void aDrawIsDividedByTheCasesItDrew() {
    FrocScores scores = FrocScores.of(twoCases(), List.of(InstanceGroup.ALL), FrocRules.EXACT);
    FrocCurve curve = scores.curve(0, new int[] {1, 2}, INF); // one more than there are
    int last = curve.points() - 1;
    assertEquals(3, curve.cases());
    assertEquals(3, curve.falsePositives(last)); // 1 of the first case, 2 × 1 of the second
    assertEquals(1, curve.falsePositivesPerCase(last));
    assertEquals(2, curve.truths());
  }

  @Test
  void aCurveCutShortHasTheSameRecallsUpToThere() {
    FrocScores scores = FrocScores.of(twoCases(), List.of(InstanceGroup.ALL), FrocRules.EXACT);
    FrocCurve whole = scores.curve(0, new int[] {1, 1}, INF);
    FrocCurve part = scores.curve(0, new int[] {1, 1}, 0.4);
    assertEquals(5, whole.points());
    assertEquals(4, part.points()); // the last has 0.5 false positives per case
    assertEquals(whole.recallAt(0.4), part.recallAt(0.4));
  }

  @Test
  void aCurveCutShortKeepsAllPointsAtItsEnd() {
    List<CaseObjects> cases =
        List.of(item(List.of(hit(1, 1, 3), hit(1, 1, 2)), alarm(4), alarm(1)));
    FrocScores scores = FrocScores.of(cases, List.of(InstanceGroup.ALL), FrocRules.EXACT);
    FrocCurve part = scores.curve(0, new int[] {1}, 1);
    assertEquals(1, part.recallAt(1)); // both come behind the one false alarm that is allowed
  }

  @Test
  void withoutACaseThereIsNoCurve() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                FrocResult.of(
                    List.of(), List.of(InstanceGroup.ALL), FrocRules.EXACT, Bootstrap.NONE));
    assertTrue(error.getMessage().contains("at least one case"), error.getMessage());
  }

  @Test
  void thePublishedRulesHaveNoBootstrap() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                FrocResult.of(
                    twoCases(),
                    List.of(InstanceGroup.ALL),
                    FrocRules.PUBLISHED,
                    new Bootstrap(10, 1)));
    assertTrue(error.getMessage().contains("10 rounds"), error.getMessage());
  }
}
