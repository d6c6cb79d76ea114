package org.ibengine.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ibengine.evaluation.FrocIntervals.Interval;
import org.ibengine.evaluation.FrocResult.Bootstrap;
import org.ibengine.label.Instance;
import org.junit.jupiter.api.Test;

class FrocBootstrapTest {
  private static final Instance.Centroid ANYWHERE = new Instance.Centroid(1, 2, 3);

  private static CaseObjects item(boolean found, double logit, int alarms) {
    double dice = found ? 0.5 : 0;
    double score = found ? logit : Double.NEGATIVE_INFINITY;
    PredictedObject alarm = new PredictedObject(1, 3, ANYWHERE, logit - 1, 0);
    return new CaseObjects(
        "a",
        List.of(new TruthObject(1, 5, ANYWHERE, dice, score)),
        Collections.nCopies(alarms, alarm));
  }

  private static FrocIntervals intervals(List<CaseObjects> cases, int rounds, long seed) {
    return FrocResult.of(
            cases, List.of(InstanceGroup.ALL), FrocRules.EXACT, new Bootstrap(rounds, seed))
        .groups()
        .get(0)
        .intervals()
        .orElseThrow();
  }

  private static List<CaseObjects> mixed() {
    List<CaseObjects> cases = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      cases.add(item(i % 4 != 0, 1 + i % 7, i % 3));
    }
    return cases;
  }

  @Test
  void drawsAsManyCasesAsThereAreWithReplacement() {
    boolean anyTwice = false;
    for (int round = 0; round < 50; round++) {
      int[] draws = FrocBootstrap.draw(7, 11, round);
      assertEquals(7, Arrays.stream(draws).sum());
      anyTwice |= Arrays.stream(draws).anyMatch(times -> times > 1);
    }
    assertTrue(anyTwice);
  }

  @Test
  void everyCaseIsDrawnEquallyOften() {
    int[] sum = new int[5];
    for (int round = 0; round < 2000; round++) {
      int[] draws = FrocBootstrap.draw(5, 3, round);
      Arrays.setAll(sum, i -> sum[i] + draws[i]);
    }
    for (int times : sum) { // 2000 each; six standard deviations are 240
      assertEquals(2000, times, 240);
    }
  }

  @Test
  void aDrawDependsOnSeedAndRoundAlone() {
    int[] draws = FrocBootstrap.draw(100, 1L << 40 | 5, 3);
    assertArrayEquals(draws, FrocBootstrap.draw(100, 1L << 40 | 5, 3));
    assertFalse(Arrays.equals(draws, FrocBootstrap.draw(100, 1L << 40 | 5, 4)));
    assertFalse(Arrays.equals(draws, FrocBootstrap.draw(100, 5, 3)));
  }

  @Test
  void equalCasesHaveAnIntervalWithoutWidthBecauseADrawIsDividedByWhatItDrew() {
    List<CaseObjects> cases = Collections.nCopies(10, item(true, 4, 2));
    FrocIntervals found = intervals(cases, 60, 1);
    Interval one = new Interval(1, 1);
    assertEquals(60, found.rounds());
    assertEquals(one, found.averageRecall());
    assertEquals(one, found.recall());
    assertEquals(new Interval(0.5, 0.5), found.objectDice());
    assertEquals(Collections.nCopies(7, one), found.sensitivities());
  }

  @Test
  void aRateThatEveryDrawReachesExactlyIsReached() {
    // The hit comes after one false alarm per case: any other divisor than the cases drawn
    // would put it below or above the rate 1.
    CaseObjects base = item(true, 4, 0);
    CaseObjects item =
        new CaseObjects("a", base.truths(), List.of(new PredictedObject(1, 3, ANYWHERE, 9, 0)));
    FrocIntervals found = intervals(Collections.nCopies(9, item), 40, 2);
    assertEquals(new Interval(0, 0), found.sensitivities().get(2)); // at 1/2
    assertEquals(new Interval(1, 1), found.sensitivities().get(3)); // at 1
  }

  @Test
  void sameSeedSameIntervalsAndAnotherSeedOthers() {
    FrocIntervals found = intervals(mixed(), 200, 7);
    assertEquals(found, intervals(mixed(), 200, 7));
    assertNotEquals(found, intervals(mixed(), 200, 8));
  }

  @Test
  void intervalOfTheRecallIsThatOfABinomialShare() {
    // 30 of 40 found, one instance a case: the standard deviation is √(0.75 · 0.25 / 40) = 0.0685.
    Interval found = intervals(mixed(), 2000, 7).recall();
    assertEquals(0.75 - 1.96 * 0.0685, found.low(), 0.03);
    assertEquals(0.75 + 1.96 * 0.0685, found.high(), 0.03);
  }

  @Test
  void roundsWithoutAnInstanceAreLeftOut() {
    List<CaseObjects> cases = new ArrayList<>();
    cases.add(item(true, 4, 0));
    cases.add(new CaseObjects("b", List.of(), List.of()));
    cases.add(new CaseObjects("c", List.of(), List.of()));
    FrocIntervals found = intervals(cases, 300, 5);
    // (2/3)³ = 0.296 of the draws miss the first case: 89 ± 8
    assertEquals(300 - 89, found.rounds(), 40);
    assertEquals(new Interval(1, 1), found.recall());
  }

  @Test
  void withoutAnInstanceThereIsNothingToMeasure() {
    FrocIntervals found = intervals(List.of(new CaseObjects("b", List.of(), List.of())), 5, 5);
    assertEquals(0, found.rounds());
    assertTrue(Double.isNaN(found.averageRecall().low()));
  }

  @Test
  void aSingleCaseHasNoIntervalsSinceItsDrawsAreAllTheSame() {
    FrocIntervals one = intervals(List.of(item(true, 4, 1)), 50, 5);
    assertEquals(0, one.rounds());
    assertTrue(Double.isNaN(one.averageRecall().low()));
    assertTrue(Double.isNaN(one.recall().high()));
    assertEquals(50, intervals(List.of(item(true, 4, 1), item(true, 3, 0)), 50, 5).rounds());
  }

  @Test
  void bandHasEightRatesAnOctaveFromAnEighthToEight() {
    assertEquals(49, FrocIntervals.BAND_RATES.size());
    for (int i = 0; i < FrocCurve.RATES.size(); i++) {
      assertEquals(FrocCurve.RATES.get(i), FrocIntervals.BAND_RATES.get(8 * i));
    }
    FrocIntervals found = intervals(mixed(), 50, 7);
    for (int i = 0; i < FrocCurve.RATES.size(); i++) {
      assertEquals(found.sensitivities().get(i), found.band().get(8 * i));
    }
  }
}
