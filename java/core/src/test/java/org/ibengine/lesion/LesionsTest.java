package org.ibengine.lesion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.ibengine.label.Instance;
import org.ibengine.label.LesionChanges;
import org.ibengine.label.LesionChanges.Dropped;
import org.ibengine.label.LesionChanges.Fragment;
import org.ibengine.label.LesionChanges.Merged;
import org.ibengine.label.LesionChanges.Reason;
import org.ibengine.label.LesionChanges.Renumbered;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;
import org.ibengine.label.Runs;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class LesionsTest {
  private static final Affine MM = Affine.scaling(1, 1, 1);

  /** Two rows: an oedema of value 2 that touches a core of values 1 and 4. */
  private static final LabelImage TOUCHING =
      LabelImage.of(new Size3(5, 2, 1), MM, 0, 2, 2, 1, 4, 0, 2, 1, 1, 0);

  private static final LesionClass CORE = new LesionClass("core", List.of(1L, 4L));
  private static final LesionClass OEDEMA = new LesionClass("oedema", List.of(2L));

  private static List<String> spelled(Lesions lesions) {
    List<String> text = new ArrayList<>();
    for (Instance item : lesions.components().instances()) {
      text.add(item.id() + " " + item.lesionClass() + " " + item.voxels() + " " + item.box());
    }
    return text;
  }

  private static Box box(int x0, int y0, int z0, int x1, int y1, int z1) {
    return new Box(new Index3(x0, y0, z0), new Index3(x1, y1, z1));
  }

  private static List<List<Integer>> listed(Runs runs) {
    List<List<Integer>> all = new ArrayList<>();
    for (int i = 0; i < runs.count(); i++) {
      all.add(List.of(runs.xBegin(i), runs.xEnd(i), runs.y(i), runs.z(i), runs.instance(i)));
    }
    return all;
  }

  @Test
  void touchingLesionsOfTwoClassesAreTwo() {
    Lesions lesions = TOUCHING.by(LabelImage.classes(0, CORE, OEDEMA));
    assertEquals(
        List.of("1 oedema 3 " + box(1, 0, 0, 3, 2, 1), "2 core 4 " + box(2, 0, 0, 5, 2, 1)),
        spelled(lesions));
    assertEquals(
        List.of(
            List.of(1, 3, 0, 0, 1),
            List.of(3, 5, 0, 0, 2),
            List.of(1, 2, 1, 0, 1),
            List.of(2, 4, 1, 0, 2)),
        listed(lesions.components().runs()));
    Instance oedema = lesions.components().instances().get(0);
    assertEquals(
        List.of(new Index3(1, 0, 0), new Index3(2, 0, 0), new Index3(1, 1, 0)), oedema.anchors());
    assertEquals(new Instance.Centroid(4 / 3.0, 1 / 3.0, 0), oedema.centroid());
    assertEquals(LesionChanges.NONE, lesions.changes());
  }

  @Test
  void lesionValuesMakeOneComponentTogetherAndOthersAreBackground() {
    Lesions lesions = TOUCHING.by(LabelImage.values(2L, 1L, 9L));
    assertEquals(List.of("1  6 " + box(1, 0, 0, 4, 2, 1)), spelled(lesions));
    assertEquals(6, lesions.foregroundVoxels());
    assertEquals(2, lesions.occupied().count());
  }

  @Test
  void oneValueIsOneInstanceAlsoWhereItIsNotConnected() {
    LabelImage image =
        LabelImage.of(new Size3(6, 1, 2), MM, 0, 300, 7, 0, 0, 7, 1, 0, 0, 0, 300, 0);
    Lesions lesions = image.by(LabelImage.instances(0));
    assertEquals(
        List.of(
            "1  1 " + box(0, 0, 1, 1, 1, 2),
            "2  2 " + box(1, 0, 0, 5, 1, 2),
            "3  2 " + box(2, 0, 0, 6, 1, 1)),
        spelled(lesions));
    assertEquals(
        List.of(new Renumbered(300, 2), new Renumbered(7, 3)), lesions.changes().renumbered());
  }

  @Test
  void numberedInstancesHaveTheClassOfTheirValue() {
    LesionRule rule =
        new LesionRule(
            LesionRule.Kind.INSTANCES,
            List.of(),
            List.of(CORE, OEDEMA),
            OptionalLong.empty(),
            2,
            0);
    Lesions lesions = TOUCHING.by(rule);
    assertEquals(
        List.of("1 oedema 3 " + box(1, 0, 0, 3, 2, 1), "2 core 3 " + box(2, 0, 0, 4, 2, 1)),
        spelled(lesions));
    assertEquals(
        List.of(
            new Dropped("core", OptionalLong.of(4), 1, 1, box(4, 0, 0, 5, 1, 1), Reason.MIN_MM3)),
        lesions.changes().dropped());
    assertEquals(7, lesions.foregroundVoxels());
  }

  /** Every second plane, 3 mm apart each: 6 mm from centre to centre. */
  private static final LabelImage CHAIN =
      LabelImage.of(new Size3(1, 1, 6), Affine.scaling(1, 2, 3), 1, 0, 1, 0, 1, 0);

  @Test
  void fragmentsExactlyAsFarApartAsTheLimitStayApart() {
    assertEquals(3, CHAIN.by(LabelImage.rule(0, 6)).components().instanceCount());
  }

  @Test
  void fragmentsOfAChainThatAreNearerThanTheLimitAreOne() {
    Lesions lesions = CHAIN.by(LabelImage.rule(0, 6.001));
    assertEquals(List.of("1  3 " + box(0, 0, 0, 1, 1, 5)), spelled(lesions));
    assertEquals(
        List.of(
            new Merged(
                1,
                List.of(
                    new Fragment(1, box(0, 0, 0, 1, 1, 1)),
                    new Fragment(1, box(0, 0, 2, 1, 1, 3)),
                    new Fragment(1, box(0, 0, 4, 1, 1, 5))))),
        lesions.changes().merged());
  }

  @Test
  void aLimitThatFloat32CannotHoldIsStillTheLimit() {
    Affine stored = Affine.scaling(0.9f, 1, 1);
    LabelImage image = LabelImage.of(new Size3(4, 1, 1), stored, 1, 0, 0, 1);
    assertEquals(2, image.by(LabelImage.rule(0, 2.7)).components().instanceCount());
    assertEquals(1, image.by(LabelImage.rule(0, 2.71)).components().instanceCount());
  }

  @Test
  void fragmentsOfTwoClassesAreNeverMerged() {
    LabelImage image = LabelImage.of(new Size3(7, 1, 1), MM, 1, 0, 2, 0, 1, 0, 2);
    Lesions lesions = image.by(LabelImage.classes(3, CORE, OEDEMA));
    assertEquals(
        List.of("1 core 1", "2 oedema 1", "3 core 1", "4 oedema 1"),
        spelled(lesions).stream().map(text -> text.substring(0, text.indexOf(" Box"))).toList());
    assertEquals(2, image.by(LabelImage.classes(4.5, CORE, OEDEMA)).components().instanceCount());
  }

  @Test
  void whatIsSmallerThanTheLimitIsDroppedButStillOccupiesItsVoxels() {
    LabelImage image =
        LabelImage.of(new Size3(7, 1, 1), Affine.scaling(0.5, 1, 1), 0, 5, 0, 5, 5, 0, 5);
    Lesions lesions = image.by(LabelImage.rule(1, 0));
    assertEquals(List.of("1  2 " + box(3, 0, 0, 5, 1, 1)), spelled(lesions));
    assertEquals(
        List.of(
            new Dropped("", OptionalLong.empty(), 1, 0.5, box(1, 0, 0, 2, 1, 1), Reason.MIN_MM3),
            new Dropped("", OptionalLong.empty(), 1, 0.5, box(6, 0, 0, 7, 1, 1), Reason.MIN_MM3)),
        lesions.changes().dropped());
    assertEquals(4, lesions.foregroundVoxels());
    assertEquals(3, lesions.occupied().count());
    assertEquals(0, image.by(LabelImage.rule(1.001, 0)).components().instanceCount());
  }

  @Test
  void fragmentsAreMergedBeforeTheSmallAreDropped() {
    LabelImage image =
        LabelImage.of(new Size3(7, 1, 1), Affine.scaling(0.5, 1, 1), 0, 5, 0, 5, 5, 0, 5);
    Lesions lesions = image.by(LabelImage.rule(2, 1.1));
    assertEquals(List.of("1  4 " + box(1, 0, 0, 7, 1, 1)), spelled(lesions));
    assertEquals(1, lesions.changes().merged().size());
    assertEquals(LesionChanges.NONE, image.by(LabelImage.rule(0.5, 0.9)).changes());
  }

  @Test
  void ignoredVoxelsAreNoLesionButNoBackgroundEither() {
    LesionRule rule =
        new LesionRule(LesionRule.Kind.CLASSES, List.of(), List.of(), OptionalLong.of(255), 0, 0);
    LabelImage image = LabelImage.of(new Size3(6, 1, 1), MM, 1, 255, 255, 2, 0, 0);
    Lesions lesions = image.by(rule);
    assertEquals(2, lesions.components().instanceCount());
    assertEquals(2, lesions.foregroundVoxels());
    assertEquals(
        List.of(List.of(0, 1, 0, 0), List.of(1, 3, 0, 0), List.of(3, 4, 0, 0)),
        listed(lesions.occupied()).stream().map(run -> run.subList(0, 4)).toList());
  }

  @Test
  void aMapWithoutALesionHasNone() {
    LabelImage image = LabelImage.of(new Size3(2, 1, 1), MM, 3, 0);
    Lesions lesions = image.by(LabelImage.values(7L));
    assertEquals(0, lesions.components().instanceCount());
    assertEquals(0, lesions.occupied().count());
    assertEquals(0, image.by(LabelImage.rule(2, 5)).components().instanceCount());
  }

  @Test
  void mergingIsRefusedWhereValuesNumberInstances() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new LesionRule(
                    LesionRule.Kind.INSTANCES, List.of(), List.of(), OptionalLong.empty(), 0, 1));
    assertEquals(
        "merge-mm joins components, but with label kind instances the values say what belongs"
            + " together; leave it out",
        refusal.getMessage());
  }
}
