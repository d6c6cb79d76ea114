package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.plan.Augmentation;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

/**
 * Balls at known places, bright in both modalities and marked in the label: where they are in
 * patches that were rotated, scaled and deformed.
 */
public interface EngineFiducialsContract extends EngineSource {
  Size3 PATCH = Balls.PATCH;
  double[] SPACING = Balls.SPACING;

  /** Sees an item and the voxels of modality A, modality B and the label, x fastest. */
  interface Check {
    void item(BatchItem item, float[] a, float[] b, float[] label);
  }

  private void forEachPositive(String augment, Check check) {
    EngineOptions options =
        options()
            .patchSize(PATCH.x(), PATCH.y(), PATCH.z())
            .augmentation(Augmentation.parse(augment));
    int seen = 0;
    try (IbEngine engine = IbEngine.open(Balls.PREPARED, options)) {
      for (int number = 0; number < 12; number++) {
        try (Epoch epoch = engine.epoch(2, number)) {
          for (Batch batch : epoch) {
            for (int i = 0; i < batch.items().size(); i++) {
              if (batch.items().get(i).positive()) {
                seen++;
                check.item(
                    batch.items().get(i),
                    Delivered.channel(batch.image(), i, 0),
                    Delivered.channel(batch.image(), i, 1),
                    Delivered.channel(batch.label(), i, 0));
              }
            }
          }
        }
      }
    }
    assertTrue(seen >= 36, seen + " patches");
  }

  /** Centre of the voxels of at least one half; null if it reaches the patch's edge. */
  private static double[] centre(float[] voxels) {
    double[] sum = new double[3];
    int count = 0;
    for (int i = 0; i < voxels.length; i++) {
      int[] at = {i % PATCH.x(), i / PATCH.x() % PATCH.y(), i / PATCH.x() / PATCH.y()};
      if (voxels[i] >= 0.5) {
        for (int axis = 0; axis < 3; axis++) {
          if (at[axis] == 0 || at[axis] == PATCH.get(axis) - 1) {
            return null;
          }
          sum[axis] += at[axis];
        }
        count++;
      }
    }
    return new double[] {sum[0] / count, sum[1] / count, sum[2] / count};
  }

  private static double[] product(double[][] m, double[] v) {
    double[] result = new double[3];
    for (int i = 0; i < 3; i++) {
      result[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
    }
    return result;
  }

  /** The inverse of a rotation by Rz · Ry · Rx: the angles undone in the other order. */
  private static double[] turnedBack(Triple degrees, double[] v) {
    double x = Math.toRadians(-degrees.x());
    double y = Math.toRadians(-degrees.y());
    double z = Math.toRadians(-degrees.z());
    double[][] aboutX = {{1, 0, 0}, {0, Math.cos(x), -Math.sin(x)}, {0, Math.sin(x), Math.cos(x)}};
    double[][] aboutY = {{Math.cos(y), 0, Math.sin(y)}, {0, 1, 0}, {-Math.sin(y), 0, Math.cos(y)}};
    double[][] aboutZ = {{Math.cos(z), -Math.sin(z), 0}, {Math.sin(z), Math.cos(z), 0}, {0, 0, 1}};
    return product(aboutX, product(aboutY, product(aboutZ, v)));
  }

  /** Where the definition of {@link Warping} puts the item's ball, before turns and flips. */
  private static double[] expected(BatchItem item) {
    Warping warping = item.variation().warping();
    double[] fixed = new double[3];
    double[] distance = new double[3];
    Index3 ball = nearestCentre(item);
    for (int axis = 0; axis < 3; axis++) {
      fixed[axis] =
          warping.fixed() == null ? (PATCH.get(axis) - 1) / 2.0 : warping.fixed().get(axis);
      distance[axis] = (ball.get(axis) - item.corner().get(axis) - fixed[axis]) * SPACING[axis];
    }
    double[] back = turnedBack(warping.degrees(), distance);
    double[] place = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      place[axis] = fixed[axis] + back[axis] / warping.scale().get(axis) / SPACING[axis];
    }
    return place;
  }

  private static Index3 nearestCentre(BatchItem item) {
    return Balls.CENTRES.stream()
        .filter(centre -> item.instance().box().contains(centre))
        .findFirst()
        .orElseThrow();
  }

  /** Distance in voxels. */
  private static double apart(double[] a, double[] b) {
    return Math.sqrt(
        (a[0] - b[0]) * (a[0] - b[0])
            + (a[1] - b[1]) * (a[1] - b[1])
            + (a[2] - b[2]) * (a[2] - b[2]));
  }

  @Test
  default void aBallIsWhereRotationAndScalingPutIt() {
    int[] whole = new int[1];
    forEachPositive(
        "rotation=1:20,scaling=1:0.8:1.2",
        (item, a, b, label) -> {
          double[] at = ballAround(label, expected(item));
          if (at != null) {
            whole[0]++;
            assertEquals(0, apart(expected(item), at), 0.5, item.toString());
          }
        });
    assertTrue(whole[0] > 10, whole[0] + " whole balls");
  }

  /** Centre of the label near a place; null if the ball there may reach the patch's edge. */
  private static double[] ballAround(float[] voxels, double[] place) {
    float[] near = new float[voxels.length];
    for (int i = 0; i < voxels.length; i++) {
      double[] at = {i % PATCH.x(), i / PATCH.x() % PATCH.y(), i / PATCH.x() / PATCH.y()};
      boolean close = true;
      for (int axis = 0; axis < 3; axis++) {
        close &= Math.abs(at[axis] - place[axis]) * SPACING[axis] <= 1.6 * Balls.RADIUS_MM;
      }
      near[i] = close ? voxels[i] : 0;
    }
    return centre(near);
  }

  @Test
  default void imageAndLabelStayTogetherUnderEverything() {
    forEachPositive(
        "flip,rotate,rotation=1,scaling=1,elastic_deform=1:4:6",
        (item, a, b, label) -> {
          int both = 0;
          int either = 0;
          for (int i = 0; i < a.length; i++) {
            both += a[i] >= 0.5 && label[i] > 0 ? 1 : 0;
            either += a[i] >= 0.5 || label[i] > 0 ? 1 : 0;
          }
          assertTrue(both >= 0.75 * either, both + " of " + either + " voxels, " + item);
          assertTrue(either > 0, item.toString());
        });
  }

  @Test
  default void aMisalignedModalityLiesApartAndTheFirstDoesNot() {
    double[] most = new double[1];
    forEachPositive(
        "misalign=1:3:0",
        (item, a, b, label) -> {
          double[] first = centre(a);
          double[] second = centre(b);
          double[] marked = centre(label);
          if (first != null && second != null && marked != null) {
            Triple moved = item.variation().warping().misalignments().get(1).millimetres();
            double[] apart = {
              -moved.x() / SPACING[0], -moved.y() / SPACING[1], -moved.z() / SPACING[2]
            };
            double[] found = {second[0] - marked[0], second[1] - marked[1], second[2] - marked[2]};
            assertEquals(0, apart(first, marked), 0.05);
            assertEquals(0, apart(apart, found), 0.5, item.toString());
            most[0] = Math.max(most[0], apart(found, new double[3]));
          }
        });
    assertTrue(most[0] > 1, "the furthest is " + most[0] + " voxels away");
  }
}
