package org.ibengine.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.label.Components;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Which values of a prediction are taken, where they are cut, and what they score. */
class PredictedValuesTest extends OnSmallCase {
  @Test
  void roundingBeyondZeroAndOneIsClippedAndMoreIsRefused() {
    Volume truth = volume(VoxelType.UINT8, 0);
    for (VoxelType type : new VoxelType[] {VoxelType.FLOAT32, VoxelType.FLOAT64}) {
      Volume values = volume(type, -1e-6, new Row(0, 0, 1 + 1e-6, 0, Math.nextUp(1f), 0, -1e-7));
      List<PredictedObject> found = evaluate(truth, values).predictions();
      assertEquals(List.of(INF, INF), found.stream().map(PredictedObject::logit).toList());
      for (double beyond : new double[] {1 + 1.1e-6, -1.1e-6, 1.001}) {
        String message = refusal(ScoreScale.PROBABILITY, volume(type, 0, new Row(0, 0, 0, beyond)));
        assertTrue(message.contains("1 of 105 are not"), message);
        assertTrue(message.contains("apply the sigmoid"), message);
      }
    }
  }

  @Test
  void theThresholdOfZeroKeepsClippedValuesOut() {
    CaseEvaluator evaluator = evaluator(ScoreScale.PROBABILITY, 0);
    Components truth = evaluator.instances(volume(VoxelType.UINT8, 0));
    Volume values = volume(VoxelType.FLOAT32, -1e-6, new Row(0, 0, -1e-7, 0.25));
    assertEquals(1, evaluator.evaluate("a", truth, values).predictions().get(0).voxels());
  }

  @Test
  void aVoxelIsPredictedAboveTheThresholdNotAtIt() {
    Volume truth = volume(VoxelType.UINT8, 0);
    Volume values = volume(VoxelType.FLOAT32, .5, new Row(0, 0, .5, Math.nextUp(.5f), .5));
    List<PredictedObject> found = evaluate(truth, values).predictions();
    assertEquals(1, found.size());
    assertEquals(1, found.get(0).voxels());
  }

  @Test
  void aFloat32VoxelOfThreeTenthsIsNotAboveThreeTenths() {
    CaseEvaluator evaluator = evaluator(ScoreScale.PROBABILITY, 0.3);
    Components truth = evaluator.instances(volume(VoxelType.UINT8, 0));
    Volume values = volume(VoxelType.FLOAT32, 0, new Row(0, 0, 0.3, 0, Math.nextUp(0.3f)));
    assertEquals(1, evaluator.evaluate("a", truth, values).predictions().size());
  }

  @Test
  void probabilityOneScoresInfinityAndOneUlpLessDoesNot() {
    Volume truth = volume(VoxelType.UINT8, 0);
    Volume values = volume(VoxelType.FLOAT32, 0, new Row(0, 0, 1, 0, Math.nextDown(1f)));
    List<PredictedObject> found = evaluate(truth, values).predictions();
    assertEquals(INF, found.get(0).logit());
    assertEquals(Math.log(0x1p24 - 1), found.get(1).logit(), 1e-12);
  }

  @Test
  void logitsAreCutWhereTheirProbabilitiesWouldBe() {
    CaseEvaluator evaluator = evaluator(ScoreScale.LOGIT, 0.75);
    Components truth = evaluator.instances(volume(VoxelType.UINT8, 0));
    double cut = Math.log(3);
    Volume values =
        volume(VoxelType.FLOAT64, -INF, new Row(0, 0, cut - 1e-9, -5, cut + 1e-9, -5, INF));
    List<PredictedObject> found = evaluator.evaluate("a", truth, values).predictions();
    assertEquals(2, found.size());
    assertEquals(cut + 1e-9, found.get(0).logit());
    assertEquals(INF, found.get(1).logit());
  }

  @Test
  void float64AndFloat32GiveTheSameObjects() {
    Volume truth = volume(VoxelType.UINT8, 0, new Row(2, 1, 1, 1, 0, 0, 1));
    Row row = new Row(2, 1, .25, .75, .625, 0, .875);
    CaseObjects wanted = evaluate(truth, volume(VoxelType.FLOAT32, .125, row));
    assertEquals(2, wanted.predictions().size());
    assertEquals(wanted, evaluate(truth, volume(VoxelType.FLOAT64, .125, row)));
  }

  private String refusal(ScoreScale scale, Volume values) {
    CaseEvaluator evaluator = evaluator(scale, 0.5);
    Components truth = evaluator.instances(volume(VoxelType.UINT8, 0));
    return assertThrows(
            IllegalArgumentException.class, () -> evaluator.evaluate("a", truth, values))
        .getMessage();
  }

  @Test
  void valuesThatAreNoProbabilitiesAreCountedAndTheFirstIsShown() {
    String message =
        refusal(
            ScoreScale.PROBABILITY,
            volume(VoxelType.FLOAT32, 0, new Row(3, 1, 0, 0, 1.5, 0), new Row(0, 2, -0.25)));
    assertEquals(
        "probabilities must be numbers from 0 to 1, 2 of 105 are not; the first is 1.5 at voxel"
            + " (2, 3, 1); apply the sigmoid, or evaluate them as logits",
        message);
  }

  @Test
  void notANumberIsRefusedOnBothScales() {
    for (ScoreScale scale : ScoreScale.values()) {
      String message =
          refusal(scale, volume(VoxelType.FLOAT32, 0, new Row(4, 2, 0, 0, 0, 0, 0, 0, Double.NaN)));
      assertTrue(message.contains("1 of 105 are not"), message);
      assertTrue(message.contains("NaN at voxel (6, 4, 2)"), message);
    }
  }

  @Test
  void masksAreNoScores() {
    String message = refusal(ScoreScale.PROBABILITY, volume(VoxelType.UINT8, 0));
    assertTrue(message.contains("float32 or float64, were UINT8"), message);
  }

  @Test
  void thresholdIsAProbabilityBelowOne() {
    for (double threshold : new double[] {-0.1, 1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class, () -> evaluator(ScoreScale.PROBABILITY, threshold));
    }
  }
}
