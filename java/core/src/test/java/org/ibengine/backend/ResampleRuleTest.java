package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class ResampleRuleTest {
  private static final Size3 ONE = new Size3(1, 1, 1);

  private static ResampleRule rule(Interpolation interpolation) {
    return new ResampleRule(GridMap.IDENTITY, interpolation);
  }

  private static Volume volume(VoxelType type) {
    return new Volume(ONE, type, new ReferenceBackend().allocate(8));
  }

  @Test
  void theGaussianHasHalfTheReductionLessOneAsDeviation() {
    GridMap map = GridMap.of(Affine.of(4, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0.5, 0));
    ResampleRule smooth = new ResampleRule(map, Interpolation.LINEAR).smoothed();
    double[] weights = smooth.gaussian(0);
    assertEquals(13, weights.length); // 1.5 voxels, cut at 6
    assertEquals(1, Arrays.stream(weights).sum(), 1e-15);
    assertEquals(Math.exp(-2.0), weights[9] / weights[6], 1e-15);
    assertArrayEquals(new double[] {1}, smooth.gaussian(1));
    assertArrayEquals(new double[] {1}, smooth.gaussian(2));
    assertArrayEquals(new double[] {1}, new ResampleRule(map, Interpolation.LINEAR).gaussian(0));
  }

  @Test
  void labelsAreNotSmoothedAndNothingIsReducedWithoutLimit() {
    assertThrows(IllegalArgumentException.class, () -> rule(Interpolation.NEAREST).smoothed());
    assertThrows(IllegalArgumentException.class, () -> rule(Interpolation.VOTE).smoothed());
    GridMap far = GridMap.of(Affine.scaling(1, 1, 1001));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ResampleRule(far, Interpolation.CUBIC).smoothed());
  }

  @Test
  void fillIsAValueOfTheTargetsType() {
    Volume bytes = volume(VoxelType.UINT8);
    Volume floats = volume(VoxelType.FLOAT32);
    for (double fill : new double[] {-1, 256, 0.5}) {
      ResampleRule filled = rule(Interpolation.LINEAR).filled(fill);
      assertThrows(
          IllegalArgumentException.class, () -> new Resampling(bytes, bytes, filled), "" + fill);
      assertEquals(fill, new Resampling(bytes, floats, filled).rule().fill().getAsDouble());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new Resampling(bytes, floats, rule(Interpolation.LINEAR).filled(1e39)));
    assertThrows(
        IllegalArgumentException.class, () -> rule(Interpolation.LINEAR).filled(Double.NaN));
  }

  @Test
  void votesAreForLabelsOfOneIntegerType() {
    ResampleRule vote = rule(Interpolation.VOTE);
    Volume floats = volume(VoxelType.FLOAT32);
    Volume bytes = volume(VoxelType.UINT8);
    assertThrows(IllegalArgumentException.class, () -> new Resampling(floats, floats, vote));
    assertThrows(
        IllegalArgumentException.class, () -> new Resampling(bytes, volume(VoxelType.INT16), vote));
    assertEquals(vote, new Resampling(bytes, bytes, vote).rule());
  }

  @Test
  void aScanGoesToAGridOfOneMillimetre() {
    try (Backend backend = new ReferenceBackend()) {
      Volume scan =
          new Volume(new Size3(3, 2, 2), VoxelType.INT16, backend.allocate(3 * 2 * 2 * 2));
      for (int i = 0; i < 12; i++) {
        scan.data().view(0, 24).putShort(2 * i, (short) (100 * i));
      }
      Volume even = new Volume(new Size3(2, 1, 5), VoxelType.INT16, backend.allocate(2 * 5 * 2));
      // snippet: resample
      GridMap map = GridMap.spaced(new Spacing(0.7, 0.7, 2.5), new Spacing(1, 1, 1));
      ResampleRule rule = new ResampleRule(map, Interpolation.LINEAR);
      backend.resample(new Resampling(scan, even, rule), Backend.ALL_THREADS);
      // end of snippet
      short[] voxels = new short[10];
      even.data().view(0, 20).asShortBuffer().get(voxels);
      // 1 mm is 1.43 voxels along x and 0.4 along z, where 600 lie between neighbours.
      assertArrayEquals(new short[] {0, 143, 240, 383, 480, 623, 600, 743, 600, 743}, voxels);
    }
  }
}
