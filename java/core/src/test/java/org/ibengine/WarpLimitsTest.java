package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.WarpMaker;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Balance;
import org.ibengine.plan.Placement;
import org.ibengine.plan.PlanOptions;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class WarpLimitsTest {
  private static final Size3 PATCH = new Size3(16, 16, 16);
  private static final Spacing THICK = new Spacing(0.4, 0.4, 7);

  private static PlanOptions options(Size3 patch, String augment) {
    return new PlanOptions(
        patch, 1, 1, 1, Placement.JITTER, Augmentation.parse(augment), Balance.INSTANCE, false);
  }

  private static String refused(Spacing spacing, Size3 patch, String augment) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> WarpLimits.require("a", spacing, options(patch, augment)))
        .getMessage();
  }

  private static void allowed(Spacing spacing, Size3 patch, String augment) {
    assertDoesNotThrow(() -> WarpLimits.require("a", spacing, options(patch, augment)));
  }

  @Test
  void nnunetIsAllowedForUsualScans() {
    for (Spacing spacing :
        List.of(new Spacing(1, 1, 1), new Spacing(0.5, 0.5, 6), new Spacing(0.7, 0.7, 5))) {
      allowed(spacing, PATCH, "nnunet,elastic_deform,misalign");
    }
  }

  @Test
  void aStepOfMoreThan16VoxelsNamesCaseAxesAndRemedy() {
    assertEquals(
        "case a has voxels of (0.4, 0.4, 7.0) mm, so with --augment nnunet a step along z of a patch may be 18.4 voxels along x, but at most 16 can be followed; rotate about z alone, as in rotation=P:0:0:DEGREES, or by less",
        refused(THICK, PATCH, "nnunet"));
    allowed(THICK, PATCH, "nnunet,rotation=0.2:0:0:180");
    allowed(
        THICK, new Size3(64, 64, 16), "nnunet"); // thick-sliced patches are turned about z alone
    allowed(THICK, PATCH, "on,noise,gamma");
  }

  @Test
  void longPatchesAndLargeDisplacementsAreRefused() {
    Size3 pixels = new Size3(20_000, 1, 1);
    assertTrue(refused(new Spacing(1, 1, 1), pixels, "scaling").contains("at most 16384 voxels"));
    allowed(new Spacing(1, 1, 1), pixels, "noise");
    Spacing fine = new Spacing(0.04, 0.04, 0.04);
    assertTrue(
        refused(fine, PATCH, "elastic_deform=1:200:7").contains("by 5000 voxels along x"),
        refused(fine, PATCH, "elastic_deform=1:200:7"));
    allowed(fine, PATCH, "elastic_deform=1:100:7");
  }

  @Test
  void whatIsAllowedCanBeFollowedAtItsExtremes() {
    int made = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      Spacing spacing = new Spacing(mm(random), mm(random), mm(random));
      double[] degrees =
          random.doubles(3, 0, 180).map(d -> random.nextInt(4) == 0 ? 0 : d).toArray();
      double scale = 0.5 + 3 * random.nextDouble();
      double apart = random.nextInt(2) * 10;
      String text =
          "rotation=1:%s:%s:%s,scaling=1:0.5:%s,misalign=1:5:%s,elastic_deform=1:50:5"
              .formatted(degrees[0], degrees[1], degrees[2], scale, apart);
      try {
        WarpLimits.require("a", spacing, options(PATCH, text));
      } catch (IllegalArgumentException e) {
        continue;
      }
      Warping warping =
          new Warping(
              within(random, degrees),
              new Triple(scale, scale, scale),
              new Warping.Elastic(5, new Triple(50, 50, 50), seed),
              List.of(
                  new Warping.Misalignment(
                      within(random, apart, apart, apart), new Triple(5, -5, 5))),
              new Index3(3, 0, 15));
      WarpMaker maker = new WarpMaker(PATCH, spacing, warping, Orientation.IDENTITY);
      assertDoesNotThrow(() -> maker.modality(0), () -> text + " " + spacing);
      assertDoesNotThrow(maker::label, () -> text + " " + spacing);
      made++;
    }
    assertTrue(made > 2000 && made < 19_000, made + " made");
  }

  private static double mm(Random random) {
    return Math.pow(10, 1.5 * random.nextDouble() - 0.75);
  }

  private static Triple within(Random random, double... most) {
    double[] drawn = new double[3];
    for (int i = 0; i < 3; i++) {
      drawn[i] = most[i] * (random.nextBoolean() ? 1 : 2 * random.nextDouble() - 1);
    }
    return new Triple(drawn[0], drawn[1], drawn[2]);
  }
}
