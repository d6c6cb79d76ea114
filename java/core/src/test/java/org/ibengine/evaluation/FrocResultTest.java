package org.ibengine.evaluation;

import static org.ibengine.evaluation.MadeUpObjects.alarm;
import static org.ibengine.evaluation.MadeUpObjects.curve;
import static org.ibengine.evaluation.MadeUpObjects.hit;
import static org.ibengine.evaluation.MadeUpObjects.hitting;
import static org.ibengine.evaluation.MadeUpObjects.item;
import static org.ibengine.evaluation.MadeUpObjects.missed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.ibengine.evaluation.FrocResult.Bootstrap;
import org.junit.jupiter.api.Test;

class FrocResultTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  /** The two cases of the published evaluation's test vector. */
  private static List<CaseObjects> twoCases() {
    return List.of(
        item(List.of(hit(20, 0.5, 3), missed(4)), hitting(3), alarm(1)), item(List.of(), alarm(2)));
  }

  private static FrocCurve exact(CaseObjects... cases) {
    return curve(FrocRules.EXACT, cases);
  }

  private static double[] column(FrocCurve curve, IntToDoubleFunction value) {
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
  void thereIsNoRecallWhereThereIsNothingToFind() {
    FrocCurve curve = exact(item(List.of(), alarm(1)), item(List.of()));
    assertEquals(Double.NaN, curve.recall(0));
    assertEquals(Double.NaN, curve.averageRecall());
    assertEquals(java.util.Collections.nCopies(7, Double.NaN), curve.sensitivities());
    assertEquals(0.5, curve.falsePositivesPerCase(curve.points() - 1));
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
    assertEquals(1, part.recallAt(1)); // both come after the one false alarm that is allowed
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
}
