package org.ibengine.plan;

import static org.ibengine.plan.DrawnTransforms.CUBE;
import static org.ibengine.plan.DrawnTransforms.DRAWN;
import static org.ibengine.plan.DrawnTransforms.MODALITIES;
import static org.ibengine.plan.DrawnTransforms.PATCHES;
import static org.ibengine.plan.DrawnTransforms.assertUniform;
import static org.ibengine.plan.DrawnTransforms.boxed;
import static org.ibengine.plan.DrawnTransforms.draw;
import static org.ibengine.plan.DrawnTransforms.warps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.WarpMaker;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

/** The numbers that are drawn of transforms, over 10,000 patches of a fixed seed. */
class TransformStatisticsTest {
  /** Of one kind, over all modalities of all patches. */
  private static <T> Stream<T> changes(Class<T> kind) {
    return DRAWN.stream()
        .flatMap(drawn -> drawn.changes().stream())
        .flatMap(List::stream)
        .filter(kind::isInstance)
        .map(kind::cast);
  }

  /** Within four standard deviations of a binomial distribution. */
  private static void assertShare(double expected, long count, long of, String what) {
    double deviation = Math.abs(count - of * expected);
    double limit = 4 * Math.sqrt(of * expected * (1 - expected));
    assertTrue(deviation <= limit, what + ": " + count + " of " + of + " for " + expected);
  }

  private static void assertAroundOne(double low, double high, Stream<Double> values, String what) {
    assertUniform(
        values.map(v -> v < 1 ? (v - low) / (1 - low) / 2 : 0.5 + (v - 1) / (high - 1) / 2), what);
  }

  private static final List<Function<Triple, Double>> AXES =
      List.of(Triple::x, Triple::y, Triple::z);

  @Test
  void everyTransformIsDrawnAsOftenAsItsProbabilitySays() {
    assertShare(
        0.2, warps().filter(w -> !w.degrees().equals(Triple.ZERO)).count(), PATCHES, "rotation");
    assertShare(
        0.2, warps().filter(w -> !w.scale().equals(Triple.ONE)).count(), PATCHES, "scaling");
    assertShare(0.2, warps().filter(w -> w.elastic() != null).count(), PATCHES, "elastic");
    long misaligned = misalignments().count();
    assertShare(0.3, misaligned, PATCHES * (MODALITIES - 1L), "misalign");
    assertEveryModality(0.1, changes(IntensityChange.Noise.class).count(), "noise");
    assertEveryModality(0.15, changes(IntensityChange.Brightness.class).count(), "brightness");
    assertEveryModality(0.15, changes(IntensityChange.Contrast.class).count(), "contrast");
    assertEveryModality(0.1, gammas(true).count(), "inverted");
    assertEveryModality(0.3, gammas(false).count(), "gamma");
    for (int modality = 0; modality < MODALITIES; modality++) {
      assertShare(0.1, of(modality, IntensityChange.Blur.class), PATCHES, "blur");
      assertShare(0.125, of(modality, IntensityChange.LowResolution.class), PATCHES, "resolution");
    }
  }

  /** In all modalities of a patch or none. */
  private static void assertEveryModality(double probability, long count, String what) {
    assertEquals(0, count % MODALITIES, what);
    assertShare(probability, count / MODALITIES, PATCHES, what);
  }

  private static long of(int modality, Class<? extends IntensityChange> kind) {
    return DRAWN.stream()
        .filter(drawn -> !drawn.changes().isEmpty())
        .filter(drawn -> drawn.changes().get(modality).stream().anyMatch(kind::isInstance))
        .count();
  }

  private static Stream<IntensityChange.Gamma> gammas(boolean inverted) {
    return changes(IntensityChange.Gamma.class).filter(gamma -> gamma.invert() == inverted);
  }

  private static Stream<Warping.Misalignment> misalignments() {
    return warps()
        .flatMap(warp -> warp.misalignments().stream())
        .filter(misalignment -> !misalignment.equals(Warping.Misalignment.NONE));
  }

  @Test
  void numbersAreUniformInTheirRange() {
    for (Function<Triple, Double> axis : AXES) {
      Stream<Triple> turned = warps().map(Warping::degrees).filter(d -> !d.equals(Triple.ZERO));
      assertUniform(-30, 30, turned.map(axis), "degrees");
      assertUniform(-2, 2, misalignments().map(Warping.Misalignment::millimetres).map(axis), "mm");
      assertUniform(-4, 4, misalignments().map(Warping.Misalignment::degrees).map(axis), "turned");
      assertUniform(
          0.5, 1, changes(IntensityChange.Blur.class).map(b -> axis.apply(b.sigma())), "sigma");
      assertUniform(
          0.5,
          1,
          changes(IntensityChange.LowResolution.class).map(r -> axis.apply(r.scale())),
          "resolution");
    }
    Stream<Triple> scaled = warps().map(Warping::scale).filter(s -> !s.equals(Triple.ONE));
    assertUniform(0.7, 1.4, scaled.map(Triple::x), "scale");
    Stream<Double> noise =
        DRAWN.stream()
            .filter(drawn -> !drawn.changes().isEmpty())
            .flatMap(drawn -> drawn.changes().get(0).stream())
            .filter(IntensityChange.Noise.class::isInstance)
            .map(change -> ((IntensityChange.Noise) change).sd());
    assertUniform(0, 0.1, noise, "noise");
  }

  /** 6 × 6 × 6 points of 1,500 patches: a KS test of all numbers of an axis, and of each point. */
  @Test
  void controlPointsAreMovedUniformlyWithinTheirMillimetres() {
    Spacing spacing = new Spacing(1, 2, 0.5); // voxels of the range: ±5, ±2.5, ±10
    double[][][] moved = displacements("elastic_deform=1:5:6", CUBE, spacing, 6);
    for (int axis = 0; axis < 3; axis++) {
      double most = 5 / spacing.get(axis);
      assertUniform(-most, most, Arrays.stream(moved[axis]).flatMap(DrawnTransforms::boxed), "all");
      for (int point = 0; point < moved[axis].length; point++) {
        assertUniform(-most, most, boxed(moved[axis][point]), "axis " + axis + ", point " + point);
      }
    }
  }

  @Test
  void controlPointsAreMovedIndependentlyOfEachOther() {
    double[][][] moved = displacements("elastic_deform=1:5:4", CUBE, new Spacing(1, 1, 1), 4);
    double[][] columns = Arrays.stream(moved).flatMap(Arrays::stream).toArray(double[][]::new);
    double limit = 5.5 / Math.sqrt(ELASTIC); // 18,336 pairs
    for (int a = 0; a < columns.length; a++) {
      for (int b = 0; b < a; b++) {
        double r = correlation(columns[a], columns[b]);
        assertTrue(Math.abs(r) < limit, a + ", " + b + ": " + r);
      }
    }
  }

  private static final int ELASTIC = 1_500;

  /** Of the control points of the first patches, in voxels: {@code [axis][point][patch]}. */
  private static double[][][] displacements(String text, Size3 size, Spacing spacing, int points) {
    double[][][] moved = new double[3][points * points * points][ELASTIC];
    List<Variation> drawn = draw(text, size, 1);
    for (int patch = 0; patch < ELASTIC; patch++) {
      Warping warping = drawn.get(patch).warping();
      float[] displacements =
          new WarpMaker(size, spacing, warping, Orientation.IDENTITY)
              .label()
              .spline()
              .displacements();
      for (int i = 0; i < displacements.length; i++) {
        moved[i / moved[0].length][i % moved[0].length][patch] = displacements[i];
      }
    }
    return moved;
  }

  @Test
  void halfOfTheFactorsAreBelow1() {
    assertAroundOne(
        0.75,
        1.25,
        changes(IntensityChange.Brightness.class).map(IntensityChange.Brightness::factor),
        "brightness");
    assertAroundOne(
        0.75,
        1.25,
        changes(IntensityChange.Contrast.class).map(IntensityChange.Contrast::factor),
        "contrast");
    assertAroundOne(0.7, 1.5, gammas(true).map(IntensityChange.Gamma::exponent), "inverted");
    assertAroundOne(0.7, 1.5, gammas(false).map(IntensityChange.Gamma::exponent), "gamma");
    assertTrue(
        changes(IntensityChange.Contrast.class).allMatch(IntensityChange.Contrast::keepRange));
    assertTrue(
        changes(IntensityChange.Gamma.class).allMatch(IntensityChange.Gamma::retainStatistics));
  }

  @Test
  void factorsOnOneSideOf1AreUniform() {
    for (double[] range : new double[][] {{0.2, 0.9}, {1, 3}, {0.5, 1}}) {
      String text = "gamma=1:%s:%s".formatted(range[0], range[1]);
      Stream<Double> drawn =
          draw(text, CUBE, 1).stream()
              .map(one -> ((IntensityChange.Gamma) one.changes().get(0).get(0)).exponent());
      assertUniform(range[0], range[1], drawn, text);
    }
  }

  @Test
  void drawsAreIndependentOfEachOther() {
    List<double[]> columns = new ArrayList<>();
    for (Function<Warping, Double> number :
        List.<Function<Warping, Double>>of(
            w -> w.degrees().x(),
            w -> w.degrees().y(),
            w -> w.degrees().z(),
            w -> w.scale().x(),
            w -> w.misalignments().get(1).degrees().x(),
            w -> w.misalignments().get(1).millimetres().z(),
            w -> w.misalignments().get(2).millimetres().z())) {
      columns.add(
          draw("rotation=1,scaling=1,misalign=1", CUBE, MODALITIES).stream()
              .map(Variation::warping)
              .map(number)
              .mapToDouble(Double::doubleValue)
              .toArray());
    }
    for (int a = 0; a < columns.size(); a++) {
      for (int b = 0; b < a; b++) {
        double r = correlation(columns.get(a), columns.get(b));
        assertTrue(Math.abs(r) < 4 / Math.sqrt(PATCHES), a + ", " + b + ": " + r);
      }
    }
    long both =
        warps()
            .filter(w -> !w.degrees().equals(Triple.ZERO) && !w.scale().equals(Triple.ONE))
            .count();
    assertShare(0.04, both, PATCHES, "rotation and scaling");
  }

  private static double correlation(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElseThrow();
    double meanB = Arrays.stream(b).average().orElseThrow();
    double product = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (a[i] - meanA) * (b[i] - meanB);
      squareA += (a[i] - meanA) * (a[i] - meanA);
      squareB += (b[i] - meanB) * (b[i] - meanB);
    }
    return product / Math.sqrt(squareA * squareB);
  }
}
