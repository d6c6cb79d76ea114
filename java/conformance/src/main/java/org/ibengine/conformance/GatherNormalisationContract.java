package org.ibengine.conformance;

import org.ibengine.backend.Intensity;
import org.ibengine.backend.Normalisation;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Subtract, divide and clamp to any limits; percentile scales are in the contracts beside it. */
public interface GatherNormalisationContract extends BackendSource {
  private void assertBecomes(double[] raw, Normalisation scale, float... expected) {
    Converted.assertBecomes(this, VoxelType.FLOAT32, raw, scale, Intensity.IDENTITY, expected);
  }

  @Test
  default void valuesAreSubtractedDividedAndClampedInThisOrder() {
    Converted.assertBecomes(
        this,
        VoxelType.INT16,
        new double[] {-1000, -24, 40, 72, 104, 3000},
        new Normalisation(40, 32, -2, 1.5f),
        Intensity.IDENTITY,
        -2,
        -2,
        0,
        1,
        1.5f,
        1.5f);
  }

  @Test
  default void aNegativeDivisorMirrorsAndLimitsStayWhereTheyAre() {
    assertBecomes(
        new double[] {0, 4, 8, 100}, new Normalisation(4, -2, -1, 1.75f), 1.75f, 0, -1, -1);
  }

  @Test
  default void withoutLimitsOnlyInfinitiesChange() {
    assertBecomes(
        new double[] {-3e38, -1, 5, 3e38, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY},
        Normalisation.unlimited(1, 4),
        (-3e38f - 1) / 4,
        -0.5f,
        1,
        (3e38f - 1) / 4,
        Float.MAX_VALUE,
        -Float.MAX_VALUE);
  }

  @Test
  default void notANumberCountsAsZeroBeforeItIsClamped() {
    double[] nan = {Double.NaN};
    assertBecomes(nan, Normalisation.unlimited(7, 3), 0);
    assertBecomes(nan, new Normalisation(7, 3, -5, 5), 0);
    assertBecomes(nan, new Normalisation(7, 3, 0.25f, 5), 0.25f);
    assertBecomes(nan, new Normalisation(7, 3, -5, -0.25f), -0.25f);
  }

  @Test
  default void aDivisorOfZeroIsAStepBetweenTheLimits() {
    assertBecomes(new double[] {6, 7, 8, Double.NaN}, new Normalisation(7, 0, -2, 3), -2, 0, 3, 0);
    assertBecomes(new double[] {6, 7, 8, Double.NaN}, new Normalisation(7, 0, 1, 3), 1, 1, 3, 1);
    assertBecomes(new double[] {6, 7, 8}, new Normalisation(7, -0f, -2, 3), 3, 0, -2);
  }

  @Test
  default void equalLimitsMakeEveryVoxelTheLimit() {
    assertBecomes(new double[] {-1, 0, 1, Double.NaN}, new Normalisation(0, 1, 2, 2), 2);
  }

  @Test
  default void aZeroIsPositiveWhateverTheLimitsAndTheShift() {
    double[] zeros = {0, -0.0, -1e-45};
    for (Normalisation scale :
        new Normalisation[] {
          Normalisation.unlimited(0, 4),
          new Normalisation(0, 4, 0, 1),
          new Normalisation(0, 4, -0f, 1),
          new Normalisation(0, 4, -1, 0),
          new Normalisation(0, 4, -1, -0f)
        }) {
      Converted.assertBecomes(this, VoxelType.FLOAT32, zeros, scale, new Intensity(1, -0f), 0);
    }
  }

  @Test
  default void intensityFollowsAndIsNotClampedAgain() {
    Converted.assertBecomes(
        this,
        VoxelType.UINT8,
        new double[] {0, 10, 255},
        new Normalisation(10, 5, -1, 2),
        new Intensity(1.5f, 0.25f),
        -1.25f,
        0.25f,
        3.25f);
  }
}
