package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Elastic;
import org.ibengine.augment.Warping.Misalignment;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class WarpTest {
  private static final Spacing CUBES = new Spacing(1, 1, 1);
  private static final Size3 VOLUME = new Size3(6, 5, 7);

  private static float value(int x, int y, int z) {
    return (x * 7 + y * 13 + z * 29) % 31 / 8.0f - 1.5f;
  }

  private static Warping turned(double x, double y, double z) {
    return new Warping(new Triple(x, y, z), Triple.ONE, null, List.of());
  }

  private static Warp warp(Size3 size, Warping warping) {
    return new WarpMaker(size, CUBES, warping, Orientation.IDENTITY).label();
  }

  /** Of the volume of {@link #value}, 0.25 outside. */
  private static float[] image(Index3 corner, Size3 size, Warp warp) {
    float[] values = new float[(int) size.voxels()];
    try (Backend backend = new ReferenceBackend();
        HostBuffer source = backend.allocate(4 * VOLUME.voxels());
        HostBuffer out = backend.allocate(4L * values.length)) {
      FloatBuffer voxels = source.view(0, (int) (4 * VOLUME.voxels())).asFloatBuffer();
      for (int i = 0; i < VOLUME.voxels(); i++) {
        voxels.put(i, value(i % 6, i / 6 % 5, i / 30));
      }
      PatchCut cut =
          new PatchCut(corner, size, null, Orientation.IDENTITY, Intensity.IDENTITY, 0.25f, warp);
      backend.gatherPatches(
          List.of(
              new PatchGather(
                  new Volume(VOLUME, VoxelType.FLOAT32, source),
                  cut,
                  new PatchGather.Target(out, 0, ElementType.FLOAT32))),
          Backend.ALL_THREADS);
      out.view(0, 4 * values.length).asFloatBuffer().get(values);
    }
    return values;
  }

  /** scipy.ndimage.affine_transform, order 1, mode grid-constant, in float64. */
  @Test
  void aRotationWithScalesAndUnequalSpacingsIsThatOfScipy() {
    Size3 size = new Size3(4, 3, 5);
    Warping warping =
        new Warping(new Triple(20, -35, 50), new Triple(1.1, 0.8, 1.3), null, List.of());
    Warp warp = new WarpMaker(size, new Spacing(1, 1.5, 3), warping, Orientation.IDENTITY).label();
    float[] values = image(new Index3(1, 2, 1), size, warp);
    int[] picked = {0, 5, 11, 22, 29, 30, 37, 44, 51, 59};
    double[] expected = {
      0.25, 0.25, 0.25, 0.25, 0.3365017, 0.8345069, 1.326238, -0.5285409, 0.435779, 0.145903
    };
    for (int i = 0; i < picked.length; i++) {
      assertEquals(expected[i], values[picked[i]], 2e-6, "element " + picked[i]);
    }
  }

  @Test
  void aQuarterTurnAboutZLooksFromXToY() {
    Size3 size = new Size3(3, 3, 1);
    float[] values = image(new Index3(1, 1, 2), size, warp(size, turned(0, 0, 90)));
    float[] expected = new float[9];
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 3; x++) {
        // (dx, dy) from the centre shows (−dy, dx)
        expected[3 * y + x] = value(2 - (y - 1), 2 + (x - 1), 2);
      }
    }
    assertArrayEquals(expected, values, 1e-6f);
  }

  @Test
  void halfwayBetweenVoxelsIsTheirMean() {
    long[] unit = {Warp.ONE, 0, 0, 0, Warp.ONE, 0, 0, 0, Warp.ONE};
    Warp warp = new Warp(unit, new long[] {Warp.ONE / 2, 0, 0}, null);
    float[] values = image(new Index3(1, 1, 1), new Size3(2, 1, 1), warp);
    assertEquals((value(1, 1, 1) + value(2, 1, 1)) / 2, values[0]);
    assertEquals((value(2, 1, 1) + value(3, 1, 1)) / 2, values[1]);
  }

  @Test
  void aScaleAboveOneShowsMoreOfTheVolume() {
    Size3 size = new Size3(3, 1, 1);
    Warping twice =
        new Warping(Triple.ZERO, new Triple(2, 2, 2), null, List.of(), new Index3(1, 0, 0));
    float[] values = image(new Index3(2, 1, 1), size, warp(size, twice));
    assertArrayEquals(new float[] {value(1, 1, 1), value(3, 1, 1), value(5, 1, 1)}, values);
  }

  @Test
  void aMisalignedModalityIsTurnedAndThenMoved() {
    Warping warping =
        new Warping(
            Triple.ZERO,
            Triple.ONE,
            null,
            List.of(Misalignment.NONE, new Misalignment(Triple.ZERO, new Triple(3, 0, 0))));
    WarpMaker maker =
        new WarpMaker(new Size3(4, 4, 4), new Spacing(1.5, 1, 1), warping, Orientation.IDENTITY);
    assertArrayEquals(maker.label().origin(), maker.modality(0).origin());
    assertEquals(maker.label().origin()[0] + 2 * Warp.ONE, maker.modality(1).origin()[0]);
  }

  /** Control points that are all displaced alike move everything by that, about another point. */
  @Test
  void splinesSumToOne() {
    float[] alike = new float[3 * 4 * 5 * 6];
    Arrays.fill(alike, 1.75f);
    Spline.Taps[] taps = {SplineTaps.of(9, 4), SplineTaps.of(1, 5), SplineTaps.of(30, 6)};
    Warp warp = new Warp(new long[9], new long[3], new Spline(new int[] {4, 5, 6}, alike, taps));
    WarpedPlaces places = new WarpedPlaces(warp);
    for (int z = 0; z < 30; z++) {
      for (int x = 0; x < 9; x++) {
        places.moveTo(x, 0, z);
        for (int axis = 0; axis < 3; axis++) {
          assertEquals(1.75, places.at(axis), 2e-5);
        }
      }
    }
  }

  /** Cubic splines reproduce straight lines. */
  @Test
  void splinesBetweenControlPointsInALineAreThatLine() {
    float[] line = new float[3 * 6 * 4 * 4];
    for (int i = 0; i < 6 * 4 * 4; i++) {
      line[i] = i % 6; // along x, of the x component
    }
    Spline.Taps[] taps = {SplineTaps.of(10, 6), SplineTaps.of(3, 4), SplineTaps.of(3, 4)};
    Warp warp = new Warp(new long[9], new long[3], new Spline(new int[] {6, 4, 4}, line, taps));
    WarpedPlaces places = new WarpedPlaces(warp);
    for (int x = 0; x < 10; x++) {
      places.moveTo(x, 1, 2);
      assertEquals(1 + x * 3.0 / 9, places.at(0), 2e-5);
      assertEquals(0, places.at(1));
    }
  }

  @Test
  void theFixedVoxelStaysWhateverIsDrawn() {
    Random random = new Random(5);
    for (int trial = 0; trial < 300; trial++) {
      Size3 size = new Size3(9, 9, 1 + random.nextInt(12));
      Index3 fixed = new Index3(random.nextInt(9), random.nextInt(9), random.nextInt(size.z()));
      Orientation orientation =
          new Orientation(
              random.nextInt(4), random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
      Warp warp = new WarpMaker(size, spacing(random), drawn(random, fixed), orientation).label();
      TargetOrder order = new TargetOrder(orientation, size);
      int shown = 0;
      for (int i = 0; i < size.voxels(); i++) {
        int x = i % 9;
        int y = i / 9 % 9;
        int z = i / 81;
        if (order.source(x, y, z).equals(fixed)) {
          assertEquals(fixed, new WarpedPlaces(warp).nearestTo(x, y, z));
          shown++;
        }
      }
      assertEquals(1, shown);
    }
  }

  @Test
  void everyPlaceLiesInTheBox() {
    Random random = new Random(6);
    for (int trial = 0; trial < 200; trial++) {
      Size3 size = new Size3(7, 7, 1 + random.nextInt(8));
      Warp warp =
          new WarpMaker(size, spacing(random), drawn(random, null), Orientation.IDENTITY).label();
      Box box = warp.box(size);
      WarpedPlaces places = new WarpedPlaces(warp);
      for (int i = 0; i < size.voxels(); i++) {
        places.moveTo(i % 7, i / 7 % 7, i / 49);
        Index3 low = new Index3(places.voxel(0), places.voxel(1), places.voxel(2));
        assertTrue(box.contains(low), () -> low + " in " + box);
        assertTrue(box.contains(low.x() + 1, low.y() + 1, low.z() + 1));
      }
    }
  }

  private static Spacing spacing(Random random) {
    return new Spacing(
        0.5 + random.nextDouble(), 0.5 + random.nextDouble(), 0.5 + 4 * random.nextDouble());
  }

  private static Warping drawn(Random random, Index3 fixed) {
    Elastic elastic =
        random.nextBoolean()
            ? null
            : new Elastic(4 + random.nextInt(4), new Triple(3, 2, 4), random.nextLong());
    return new Warping(
        new Triple(
            60 * random.nextDouble() - 30,
            60 * random.nextDouble() - 30,
            360 * random.nextDouble() - 180),
        new Triple(0.7 + random.nextDouble(), 0.7 + random.nextDouble(), 0.7 + random.nextDouble()),
        elastic,
        List.of(),
        fixed);
  }

  @Test
  void turnsOfAWarpedPatchBelongInTheWarp() {
    Warp warp = warp(new Size3(3, 3, 3), turned(1, 2, 3));
    Orientation flipped = new Orientation(0, true, false, false);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PatchCut(
                Index3.ZERO, new Size3(3, 3, 3), null, flipped, Intensity.IDENTITY, 0, warp));
  }

  @Test
  void numbersThatWouldOverflowAreRefused() {
    long[] steep = new long[9];
    steep[4] = (1L << 36) + 1;
    assertThrows(IllegalArgumentException.class, () -> new Warp(steep, new long[3], null));
    long[] far = {0, -(1L << 52) - 1, 0};
    assertThrows(IllegalArgumentException.class, () -> new Warp(new long[9], far, null));
  }
}
