package org.ibengine.plan;

import static org.ibengine.plan.DrawnTransforms.ALL;
import static org.ibengine.plan.DrawnTransforms.CUBE;
import static org.ibengine.plan.DrawnTransforms.DRAWN;
import static org.ibengine.plan.DrawnTransforms.MODALITIES;
import static org.ibengine.plan.DrawnTransforms.PATCHES;
import static org.ibengine.plan.DrawnTransforms.THICK;
import static org.ibengine.plan.DrawnTransforms.all;
import static org.ibengine.plan.DrawnTransforms.assertUniform;
import static org.ibengine.plan.DrawnTransforms.draw;
import static org.ibengine.plan.DrawnTransforms.warps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.Setting;
import org.ibengine.augment.Transform;
import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What changes what is drawn of transforms, and what does not. */
class TransformDrawTest {
  @Test
  void theFirstModalityLiesWhereTheLabelDoes() {
    assertTrue(
        warps()
            .filter(warp -> !warp.misalignments().isEmpty())
            .allMatch(warp -> warp.misalignments().get(0).equals(Warping.Misalignment.NONE)));
  }

  @Test
  void sharedNumbersAreSharedAndOthersAreNot() {
    assertTrue(warps().map(Warping::scale).allMatch(s -> s.x() == s.y() && s.y() == s.z()));
    for (Variation drawn : DRAWN) {
      List<IntensityChange.Noise> noise = all(drawn, IntensityChange.Noise.class);
      assertTrue(noise.stream().mapToDouble(IntensityChange.Noise::sd).distinct().count() <= 1);
      assertEquals(
          noise.size(), noise.stream().mapToLong(IntensityChange.Noise::seed).distinct().count());
      List<IntensityChange.Brightness> factors = all(drawn, IntensityChange.Brightness.class);
      assertEquals(factors.size(), Set.copyOf(factors).size());
      for (IntensityChange.LowResolution one : all(drawn, IntensityChange.LowResolution.class)) {
        assertTrue(one.scale().x() == one.scale().y() && one.scale().y() == one.scale().z());
      }
    }
    long seeds =
        warps()
            .filter(w -> w.elastic() != null)
            .mapToLong(w -> w.elastic().seed())
            .distinct()
            .count();
    assertEquals(warps().filter(w -> w.elastic() != null).count(), seeds);
  }

  /** What is drawn, by the transform that it is of. */
  private static TreeMap<String, Object> parts(Variation drawn, int modalities) {
    TreeMap<String, Object> parts = new TreeMap<>();
    parts.put("rotation", drawn.warping().degrees());
    parts.put("scaling", drawn.warping().scale());
    parts.put(
        "elastic_deform", drawn.warping().elastic() == null ? "none" : drawn.warping().elastic());
    parts.put("misalign", drawn.warping().misalignments());
    for (int modality = 0; modality < Math.min(modalities, drawn.changes().size()); modality++) {
      for (IntensityChange change : drawn.changes().get(modality)) {
        String name = change.getClass().getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "_");
        boolean inverted = change instanceof IntensityChange.Gamma gamma && gamma.invert();
        parts.put(
            name.toLowerCase(Locale.ROOT) + (inverted ? "_inverted" : "") + " " + modality, change);
      }
    }
    return parts;
  }

  @ParameterizedTest
  @EnumSource
  void oneMoreOrLessMovesNoOther(Transform transform) {
    Augmentation all = Augmentation.parse(ALL);
    String without =
        new Augmentation(0.5, 0, 0, 0, all.transforms().with(transform, new Setting(0, List.of())))
            .text();
    List<Variation> others = draw(without, CUBE, MODALITIES);
    boolean moved = false;
    for (int i = 0; i < PATCHES; i++) {
      TreeMap<String, Object> expected = parts(DRAWN.get(i), MODALITIES);
      TreeMap<String, Object> actual = parts(others.get(i), MODALITIES);
      moved |= !expected.equals(actual);
      String name = transform.label();
      expected.keySet().removeIf(key -> key.split(" ")[0].equals(name));
      actual.keySet().removeIf(key -> key.split(" ")[0].equals(name));
      assertEquals(expected, actual);
    }
    assertTrue(moved);
  }

  @Test
  void flipsAndTheLikeAreThoseWithoutTransforms() {
    List<Variation> plain = draw("on", CUBE, 1);
    List<Variation> more = draw("on,rotation=1,gamma=1", CUBE, 1);
    for (int i = 0; i < PATCHES; i++) {
      assertNotEquals(plain.get(i), more.get(i));
      assertEquals(plain.get(i), more.get(i).with(Warping.NONE, List.of()));
    }
  }

  @Test
  void aModalityIsChangedAlikeHoweverManyFollow() {
    List<Variation> one = draw(ALL, CUBE, 1);
    for (int i = 0; i < PATCHES; i++) {
      TreeMap<String, Object> expected = parts(DRAWN.get(i), 1);
      expected.put("misalign", List.of());
      assertEquals(expected, parts(one.get(i), 1));
    }
  }

  @Test
  void inThickSlicesNnunetLeavesZ() {
    List<Variation> drawn = draw("nnunet", THICK, 1);
    Stream<Triple> turned =
        drawn.stream().map(v -> v.warping().degrees()).filter(d -> !d.equals(Triple.ZERO));
    assertUniform(-180, 180, turned.map(Triple::z), "about z");
    for (Variation one : drawn) {
      Triple degrees = one.warping().degrees();
      assertEquals(new Triple(0, 0, degrees.z()), degrees);
      Triple scale = one.warping().scale();
      assertEquals(new Triple(scale.x(), scale.x(), 1), scale);
      for (IntensityChange.LowResolution low : all(one, IntensityChange.LowResolution.class)) {
        assertEquals(new Triple(low.scale().x(), low.scale().x(), 1), low.scale());
      }
    }
    assertTrue(drawn.stream().anyMatch(v -> v.warping().scale().x() > 1.2));
    assertTrue(
        draw("nnunet,rotation=1:15", THICK, 1).stream()
            .map(v -> v.warping().degrees())
            .allMatch(d -> d.x() == 0 && d.y() == 0 && Math.abs(d.z()) <= 15 && d.z() != 0));
    assertTrue(
        draw("rotation=1,scaling=1", THICK, 1).stream()
            .map(Variation::warping)
            .allMatch(w -> w.degrees().x() != 0 && w.scale().z() == w.scale().x()));
  }

  @Test
  void aPatchIsThickSlicedWhereASideIsMoreThan3TimesThatAlongZ() {
    assertTrue(TransformDraw.isThickSliced(new Size3(10, 4, 3)));
    assertTrue(TransformDraw.isThickSliced(new Size3(4, 10, 3)));
    assertEquals(false, TransformDraw.isThickSliced(new Size3(9, 9, 3)));
    assertEquals(false, TransformDraw.isThickSliced(new Size3(2, 1, 8)));
  }
}
