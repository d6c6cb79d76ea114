package org.ibengine.evaluation.overlap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.evaluation.CaseEvaluator;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.evaluation.ScoreScale;
import org.ibengine.label.Connectivity;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;
import org.ibengine.lesion.Lesions;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Classes, lesions and what is neither, on rows of twelve voxels. */
class OverlapEvaluatorTest {
  private static final Size3 SIZE = new Size3(12, 1, 1);
  private static final Geometry GRID =
      new Geometry(SIZE, new Geometry.Spacing(2, 3, 5), Affine.scaling(2, 3, 5));

  private final ReferenceBackend backend = new ReferenceBackend();

  /** The rest is 0. */
  private Volume volume(int... labels) {
    HostBuffer data = backend.allocate(SIZE.x());
    for (int i = 0; i < SIZE.x(); i++) {
      data.view(i, 1).put((byte) (i < labels.length ? labels[i] : 0));
    }
    return new Volume(SIZE, VoxelType.UINT8, data);
  }

  private OverlapEvaluator evaluator(MaskClass... classes) {
    return new OverlapEvaluator(backend, Connectivity.FACE_6, 1, List.of(classes));
  }

  private CaseOverlap evaluate(Volume truth, Volume prediction) {
    return evaluator().evaluate("a", TrueMasks.ofLabels(truth, GRID), prediction);
  }

  private static List<String> names(CaseOverlap item) {
    return item.classes().stream().map(ClassOverlap::name).toList();
  }

  private static List<String> told(ClassOverlap item) {
    return item.lesions().stream()
        .map(lesion -> lesion.kind().label() + " " + lesion.id() + " " + lesion.dice())
        .toList();
  }

  @Test
  void aCaseOfOneLabelIsBinaryWhateverTheLabels() {
    CaseOverlap found =
        evaluate(
            volume(0, 3, 3, 0, 0, 1, 1, 0, 2, 0, 0, 0), volume(0, 255, 0, 0, 0, 255, 255, 255));
    assertEquals(List.of("foreground"), names(found));
    MaskScores scores = found.classes().get(0).masks();
    assertEquals(2.0 * 3 / (5 + 4), scores.dice());
    assertEquals(3.0 / 5, scores.absoluteDifference());
    assertEquals(30, scores.volumeDifferenceMm3());
    assertEquals(-0.2, scores.relativeVolumeDifference());
    assertEquals(5.0 / 12, scores.foregroundRatio());
    assertEquals(
        List.of("matched 1 " + 2.0 / 3, "matched 2 0.8", "missed 3 0.0"),
        told(found.classes().get(0)));
  }

  @Test
  void mapsOfSeveralLabelsAreComparedByLabelInEveryCase() {
    CaseOverlap both =
        evaluate(volume(0, 1, 1, 0, 2, 2, 0, 0, 0, 0, 0, 0), volume(0, 1, 0, 0, 2, 2, 3));
    CaseOverlap one = evaluate(volume(0, 2, 2, 0, 0, 0, 0), volume(0, 2, 0, 0, 0, 0));
    CaseOverlap none = evaluate(volume(0, 0), volume(0, 0));
    List<CaseOverlap> settled = CaseOverlap.settle(List.of(both, one, none));
    settled.forEach(item -> assertEquals(List.of("1", "2", "3"), names(item)));
    assertEquals(2.0 / 3, settled.get(0).classes().get(0).masks().dice());
    assertEquals(1, settled.get(0).classes().get(1).masks().dice());
    assertTrue(Double.isNaN(settled.get(0).classes().get(2).masks().dice()));
    assertEquals(List.of("false 1 0.0"), told(settled.get(0).classes().get(2)));
    assertTrue(Double.isNaN(settled.get(1).classes().get(0).masks().dice()));
    assertEquals(2.0 / 3, settled.get(1).classes().get(1).masks().dice());
    assertTrue(Double.isNaN(settled.get(2).classes().get(1).masks().surfaceDice()));
    assertEquals(0, settled.get(2).classes().get(1).masks().volumeDifferenceMm3());
  }

  @Test
  void predictionsThatAreAlwaysOneAndTheSameLabelAreBinary() {
    CaseOverlap one = evaluate(volume(0, 2, 2), volume(0, 1, 1));
    CaseOverlap other = evaluate(volume(0, 1, 2), volume(0, 1, 1));
    List<CaseOverlap> settled = CaseOverlap.settle(List.of(one, other));
    settled.forEach(item -> assertEquals(1, item.classes().get(0).masks().dice()));
  }

  @Test
  void chosenClassesAreThoseThatAreCompared() {
    TrueMasks truth = TrueMasks.ofLabels(volume(0, 1, 1, 0, 2), GRID);
    CaseOverlap found =
        evaluator(MaskClass.ofValue(2), MaskClass.ofValue(7))
            .evaluate("a", truth, volume(0, 1, 1, 0, 2));
    assertEquals(List.of("2", "7"), names(found));
    assertEquals(1, found.classes().get(0).masks().dice());
    assertTrue(Double.isNaN(found.classes().get(1).masks().dice()));
    assertThrows(IllegalArgumentException.class, () -> MaskClass.ofValue(256));
    assertThrows(IllegalArgumentException.class, () -> MaskClass.ofValue(0));
  }

  @Test
  void lesionsOfADatasetHaveItsClassesAndWhatIsIgnoredCountsForNothing() {
    LesionRule rule =
        new LesionRule(
            LesionRule.Kind.CLASSES,
            List.of(),
            List.of(new LesionClass("core", List.of(4L)), new LesionClass("rim", List.of(1L, 2L))),
            OptionalLong.of(9),
            0,
            0);
    Volume labels = volume(4, 4, 1, 2, 0, 9, 9, 0, 0, 0, 4, 0);
    Lesions lesions = Lesions.of(labels, GRID, rule, Connectivity.FACE_6, backend);
    TrueMasks truth = TrueMasks.ofLesions(lesions, rule, GRID);
    Volume prediction = volume(4, 2, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0);
    CaseOverlap found = evaluator().evaluate("a", truth, prediction);
    assertEquals(List.of("core", "rim"), names(found));
    MaskScores core = found.classes().get(0).masks();
    assertEquals(2.0 / 4, core.dice());
    MaskScores rim = found.classes().get(1).masks();
    assertEquals(2, rim.truthVoxels());
    assertEquals(5, rim.predictionVoxels(), "less the ignored one");
    assertEquals(2.0 * 2 / 7, rim.dice());
    assertEquals(List.of("matched 2 " + 4.0 / 5, "false 3 0.0"), told(found.classes().get(1)));
    CaseOverlap all = evaluator(MaskClass.FOREGROUND).evaluate("a", truth, prediction);
    assertEquals(List.of("foreground"), names(all));
    assertEquals(5, all.classes().get(0).masks().truthVoxels());
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> evaluator(MaskClass.ofValue(1)).evaluate("a", truth, prediction));
    assertTrue(refused.getMessage().contains("[core, rim]"), refused.getMessage());
  }

  @Test
  void lesionsAreMatchedAsTheCurveMatchesThem() {
    int[] truth = {1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1};
    int[] found = {1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 1};
    HostBuffer data = backend.allocate(4L * found.length);
    for (int i = 0; i < found.length; i++) {
      data.view(4L * i, 4).putFloat(found[i]);
    }
    CaseEvaluator curve =
        new CaseEvaluator(backend, Connectivity.FACE_6, ScoreScale.PROBABILITY, 0.5);
    CaseObjects objects =
        curve.evaluate(
            "a", curve.instances(volume(truth)), new Volume(SIZE, VoxelType.FLOAT32, data));
    List<LesionScore> lesions = evaluate(volume(truth), volume(found)).classes().get(0).lesions();
    for (int i = 0; i < objects.truths().size(); i++) {
      assertEquals(objects.truths().get(i).hitDice(), lesions.get(i).dice());
      assertEquals(objects.truths().get(i).voxels(), lesions.get(i).voxels());
    }
    List<Integer> alarms =
        objects.predictions().stream()
            .filter(item -> item.isFalseAlarm())
            .map(item -> item.id())
            .toList();
    assertEquals(
        alarms, lesions.stream().skip(objects.truths().size()).map(LesionScore::id).toList());
    assertEquals(1, alarms.size());
  }

  @Test
  void aNegativeOrEndlessToleranceIsRefused() {
    for (double mm : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new OverlapEvaluator(backend, Connectivity.FACE_6, mm, List.of()));
    }
  }
}
