package org.ibengine.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.ObjDoubleConsumer;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class CaseEvaluatorTest {
  private static final Size3 SIZE = new Size3(7, 5, 3);
  private static final double INF = Double.POSITIVE_INFINITY;

  private final Backend backend = new ReferenceBackend();

  /** A row of seven voxels at (0, y, z). */
  private record Row(int y, int z, double... values) {}

  private Volume volume(VoxelType type, double background, Row... rows) {
    HostBuffer data = backend.allocate(SIZE.voxels() * type.sizeBytes());
    ByteBuffer bytes = data.view(0, (int) SIZE.voxels() * type.sizeBytes());
    ObjDoubleConsumer<Integer> put =
        (at, value) -> {
          switch (type) {
            case FLOAT32 -> bytes.putFloat(4 * at, (float) value);
            case FLOAT64 -> bytes.putDouble(8 * at, value);
            default -> bytes.put(at, (byte) value);
          }
        };
    for (int i = 0; i < SIZE.voxels(); i++) {
      put.accept(i, background);
    }
    for (Row row : rows) {
      for (int x = 0; x < row.values.length; x++) {
        put.accept((row.z * SIZE.y() + row.y) * SIZE.x() + x, row.values[x]);
      }
    }
    return new Volume(SIZE, type, data);
  }

  private CaseEvaluator evaluator(ScoreScale scale, double threshold) {
    return new CaseEvaluator(backend, Connectivity.CORNER_26, scale, threshold);
  }

  private CaseObjects evaluate(Volume truth, Volume values) {
    CaseEvaluator evaluator = evaluator(ScoreScale.PROBABILITY, 0.5);
    return evaluator.evaluate("a", evaluator.instances(truth), values);
  }

  private static double logit(double p) {
    return Math.log(p / (1 - p));
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
