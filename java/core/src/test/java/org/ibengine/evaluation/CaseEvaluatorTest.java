package org.ibengine.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Runs;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class CaseEvaluatorTest extends OnSmallCase {
  @Test
  void whatTouchesOnlyVoxelsThatAreUndecidedIsNoFalseAlarm() {
    Volume truth = volume(VoxelType.UINT8, 0, new Row(0, 0, 1, 1));
    Volume values =
        volume(
            VoxelType.FLOAT32,
            0,
            new Row(0, 0, 0, .9),
            new Row(2, 0, .9, .9, 0, .9),
            new Row(4, 0, .9, 0, .9));
    CaseEvaluator evaluator =
        new CaseEvaluator(backend, Connectivity.FACE_6, ScoreScale.PROBABILITY, 0.5);
    Runs undecided = new Runs(new int[] {1, 2, 0, 0, 0, 1, 3, 2, 0, 0, 2, 7, 4, 0, 0});
    CaseObjects all = evaluator.evaluate("a", evaluator.instances(truth), values);
    CaseObjects judged = evaluator.evaluate("a", evaluator.instances(truth), undecided, values);
    assertEquals(5, all.predictions().size());
    assertEquals(
        List.of(all.predictions().get(1), all.predictions().get(2), all.predictions().get(4)),
        judged.predictions());
    assertEquals(all.truths(), judged.truths());
  }

  @Test
  void oneSharedVoxelIsAHitWithTheScoreOfTheWholeComponent() {
    Volume truth = volume(VoxelType.UINT8, 0, new Row(2, 1, 3, 3, 0, 0, 0, 0, 0));
    Volume values = volume(VoxelType.FLOAT32, .25, new Row(2, 1, .25, .625, .625, .75, .875));
    CaseObjects found = evaluate(truth, values);
    assertEquals(1, found.truths().size());
    assertEquals(2.0 * 1 / (2 + 4), found.truths().get(0).hitDice());
    assertEquals(logit(.875), found.truths().get(0).hitLogit(), 1e-12);
    assertEquals(1, found.predictions().size());
    assertFalse(found.predictions().get(0).isFalseAlarm());
    assertEquals(4, found.predictions().get(0).voxels());
  }

  @Test
  void aPredictionMayHitSeveralInstances() {
    Volume truth = volume(VoxelType.UINT8, 0, new Row(0, 0, 1, 1, 0, 1, 0, 0, 0));
    Volume values = volume(VoxelType.FLOAT32, 0, new Row(0, 0, 0, .75, .75, .75));
    CaseObjects found = evaluate(truth, values);
    assertEquals(2, found.truths().size());
    assertEquals(2.0 / 5, found.truths().get(0).hitDice());
    assertEquals(2.0 / 4, found.truths().get(1).hitDice());
    assertEquals(logit(.75), found.truths().get(0).hitLogit(), 1e-12);
    assertEquals(logit(.75), found.truths().get(1).hitLogit(), 1e-12);
    assertEquals(1, found.predictions().size());
    assertEquals(2.0 / 4, found.predictions().get(0).hitDice());
  }

  @Test
  void anInstanceTakesTheBestOverlapNotTheBestScoreAndTheOtherPredictionIsNoFalseAlarm() {
    Volume truth = volume(VoxelType.UINT8, 0, new Row(4, 2, 1, 1, 1, 1, 1, 1, 0));
    Volume values = volume(VoxelType.FLOAT32, 0, new Row(4, 2, .96875, 0, .625, .625, .625));
    CaseObjects found = evaluate(truth, values);
    assertEquals(2.0 * 3 / (6 + 3), found.truths().get(0).hitDice());
    assertEquals(logit(.625), found.truths().get(0).hitLogit(), 1e-12);
    assertEquals(2, found.predictions().size());
    assertTrue(found.predictions().stream().noneMatch(PredictedObject::isFalseAlarm));
  }

  @Test
  void byBestScoreAnInstanceTakesTheHighestScoreAndThatComponentsOverlap() {
    Volume truth = volume(VoxelType.UINT8, 0, new Row(4, 2, 1, 1, 1, 1, 1, 1, 0));
    Volume values = volume(VoxelType.FLOAT32, 0, new Row(4, 2, .96875, 0, .625, .625, .625));
    CaseEvaluator evaluator =
        evaluator(ScoreScale.PROBABILITY, 0.5).with(ObjectMatching.BEST_SCORE);
    CaseObjects found = evaluator.evaluate("a", evaluator.instances(truth), values);
    assertEquals(2.0 * 1 / (6 + 1), found.truths().get(0).hitDice());
    assertEquals(logit(.96875), found.truths().get(0).hitLogit(), 1e-12);
    assertTrue(found.predictions().stream().noneMatch(PredictedObject::isFalseAlarm));
  }

  @Test
  void ofEqualScoresTheHigherOverlapCounts() {
    Volume truth = volume(VoxelType.UINT8, 0, new Row(4, 2, 1, 1, 1, 1, 1, 1, 1));
    Row[] orders = {
      new Row(4, 2, .75, 0, 0, .75, .75), new Row(4, 2, .75, .75, 0, .75),
    };
    CaseEvaluator evaluator =
        evaluator(ScoreScale.PROBABILITY, 0.5).with(ObjectMatching.BEST_SCORE);
    for (Row order : orders) {
      Volume values = volume(VoxelType.FLOAT32, 0, order);
      CaseObjects found = evaluator.evaluate("a", evaluator.instances(truth), values);
      assertEquals(2.0 * 2 / (7 + 2), found.truths().get(0).hitDice());
    }
  }

  @Test
  void ofEqualOverlapsTheHigherScoreCounts() {
    Volume truth = volume(VoxelType.UINT8, 0, new Row(4, 2, 1, 1, 1, 1, 1, 1, 1));
    Row[] orders = {
      new Row(4, 2, .625, 0, 0, .875), new Row(4, 2, .875, 0, 0, .625),
    };
    for (Row order : orders) {
      CaseObjects found = evaluate(truth, volume(VoxelType.FLOAT32, 0, order));
      assertEquals(logit(.875), found.truths().get(0).hitLogit(), 1e-12);
    }
  }

  @Test
  void aPredictionBesideEveryInstanceIsAFalseAlarm() {
    Volume truth = volume(VoxelType.UINT8, 0, new Row(1, 1, 0, 1, 0, 0, 0, 0, 0));
    Volume values =
        volume(VoxelType.FLOAT32, 0, new Row(1, 1, 0, 0, .75), new Row(1, 2, 0, .75, 0));
    CaseObjects found = evaluate(truth, values);
    assertFalse(found.truths().get(0).isHit());
    assertEquals(-INF, found.truths().get(0).hitLogit());
    assertEquals(1, found.predictions().size());
    assertTrue(found.predictions().get(0).isFalseAlarm());
  }

  @Test
  void cornersConnectUnder26AndNotUnder6() {
    Volume truth = volume(VoxelType.UINT8, 0, new Row(0, 0, 1, 0), new Row(1, 1, 0, 1));
    Volume values = volume(VoxelType.FLOAT32, 0, new Row(0, 0, .75, 0), new Row(1, 1, 0, .75));
    CaseObjects corner = evaluate(truth, values);
    assertEquals(1, corner.truths().size());
    assertEquals(1, corner.predictions().size());
    CaseEvaluator faces =
        new CaseEvaluator(backend, Connectivity.FACE_6, ScoreScale.PROBABILITY, 0.5);
    CaseObjects face = faces.evaluate("a", faces.instances(truth), values);
    assertEquals(2, face.truths().size());
    assertEquals(2, face.predictions().size());
  }

  @Test
  void withoutAPredictionEveryInstanceIsMissed() {
    CaseEvaluator evaluator = evaluator(ScoreScale.PROBABILITY, 0.5);
    Components truth = evaluator.instances(volume(VoxelType.UINT8, 0, new Row(2, 1, 1, 0, 1, 1)));
    CaseObjects found = CaseObjects.withoutPrediction("b", truth);
    assertEquals(2, found.truths().size());
    assertTrue(found.truths().stream().noneMatch(TruthObject::isHit));
    assertEquals(List.of(), found.predictions());
  }
}
