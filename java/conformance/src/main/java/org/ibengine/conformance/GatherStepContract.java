package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ibengine.backend.Intensity;
import org.ibengine.backend.Normalisation;
import org.ibengine.index.RawScale;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Limits that coincide or nearly do, and limits that are nearly as far apart as floats can be. */
public interface GatherStepContract extends BackendSource {
  @Test
  default void equalLimitsAreAStep() {
    Normalisation zero = Normalisation.range(0, 0);
    Converted.assertBecomes(
        this,
        VoxelType.FLOAT32,
        new double[] {-1, 0, -0.0, Float.MIN_VALUE, 0.25, Double.NaN, Double.POSITIVE_INFINITY},
        zero,
        Intensity.IDENTITY,
        0,
        0,
        0,
        1,
        1,
        0,
        1);
    Converted.assertBecomes(
        this,
        VoxelType.FLOAT16,
        new double[] {-1, 0, -0.0, 0x1p-24, -0x1p-24, 65504, Double.NaN, Double.POSITIVE_INFINITY},
        zero,
        Intensity.IDENTITY,
        0,
        0,
        0,
        1,
        0,
        1,
        0,
        1);
    Converted.assertBecomes(
        this, VoxelType.UINT8, new double[] {0, 1, 255}, zero, Intensity.IDENTITY, 0, 1, 1);
    Converted.assertBecomes(
        this,
        VoxelType.INT16,
        new double[] {-32768, 6, 7, 8, 32767},
        Normalisation.range(7, 7),
        new Intensity(3, 0.5f),
        0.5f,
        0.5f,
        0.5f,
        3.5f,
        3.5f);
  }

  @Test
  default void equalLimitsAreAStepAtTheEndsOfTheFloatsToo() {
    double[] raw = {-Float.MAX_VALUE, Math.nextUp(-Float.MAX_VALUE), 0, Float.MAX_VALUE};
    Normalisation smallest = Normalisation.range(-Float.MAX_VALUE, -Float.MAX_VALUE);
    Converted.assertBecomes(this, VoxelType.FLOAT32, raw, smallest, Intensity.IDENTITY, 0, 1, 1, 1);
    Normalisation largest = Normalisation.range(Float.MAX_VALUE, Float.MAX_VALUE);
    Converted.assertBecomes(this, VoxelType.FLOAT32, raw, largest, Intensity.IDENTITY, 0);
  }

  @Test
  default void aStepOfAMirroredScaleGivesOneBelow() {
    for (float limit : new float[] {0, 7, -7, 1e-40f, 3e38f}) {
      Converted.assertBecomes(
          this,
          VoxelType.FLOAT32,
          new double[] {limit, Math.nextDown(limit), Math.nextUp(limit), -3.4e38, 3.4e38},
          between(limit, limit, true),
          Intensity.IDENTITY,
          0,
          1,
          0,
          1,
          0);
    }
    Converted.assertBecomes(
        this,
        VoxelType.FLOAT32,
        new double[] {-Float.MAX_VALUE, 0, Float.MAX_VALUE},
        between(-Float.MAX_VALUE, -Float.MAX_VALUE, true),
        Intensity.IDENTITY,
        0);
  }

  private static Normalisation between(float low, float high, boolean mirrored) {
    RawScale scale = RawScale.between(low, high, mirrored);
    return new Normalisation(scale.subtract(), scale.divide(), scale.low(), scale.high());
  }

  @Test
  default void limitsThatDifferByTheSmallestFloatGiveFiniteValues() {
    Converted.assertBecomes(
        this,
        VoxelType.FLOAT32,
        new double[] {0, Float.MIN_VALUE, 2 * Float.MIN_VALUE, 1, -3e38, 3e38},
        Normalisation.range(0, 2 * Float.MIN_VALUE),
        Intensity.IDENTITY,
        0,
        0.5f,
        1,
        1,
        0,
        1);
    Converted.assertBecomes(
        this,
        VoxelType.FLOAT16,
        new double[] {0, 0x1p-24, 0x1p-23, 1, -65504, 65504},
        Normalisation.range(0, 0x1p-23f),
        Intensity.IDENTITY,
        0,
        0.5f,
        1,
        1,
        0,
        1);
  }

  @Test
  default void voxelsFurtherFromTheLimitsThanTheLargestFloatAreClamped() {
    Converted.assertBecomes(
        this,
        VoxelType.FLOAT32,
        new double[] {-3e38, 3e38},
        Normalisation.range(-3e38f, 0),
        Intensity.IDENTITY,
        0,
        1);
    Converted.assertBecomes(
        this,
        VoxelType.FLOAT64,
        new double[] {-1e300, -3e38, 0, 1e300},
        Normalisation.range(-1.5e38f, 1.5e38f),
        Intensity.IDENTITY,
        0,
        0,
        0.5f,
        1);
  }

  @Test
  default void aStepIsExactInFloat16Too() {
    try (Fixture fixture = fixture()) {
      double[] values = Converted.repeated(new double[] {0, 4, 0});
      Volume source = fixture.volume(new Size3(values.length, 1, 1), VoxelType.FLOAT32, values);
      HostBuffer out =
          Converted.gather(
              fixture, source, Normalisation.range(0, 0), Intensity.IDENTITY, ElementType.FLOAT16);
      for (int i = 0; i < values.length; i++) {
        assertEquals(values[i] > 0 ? 0x3c00 : 0, out.view(i * 2L, 2).getShort());
      }
    }
  }
}
