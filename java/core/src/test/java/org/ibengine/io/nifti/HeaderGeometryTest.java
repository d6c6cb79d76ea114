package org.ibengine.io.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.junit.jupiter.api.Test;

/** The literals are what nibabel 5.0 returned for the same header bytes. */
class HeaderGeometryTest {
  private static final double[] ROWS = {
    -0.7, 0.1, 0.2, 110.25, 0.05, -0.71, -0.3, 118.8, 0.02, -0.06, 2.9, -41.1
  };
  private static final double[] ROWS_IN_FLOAT32 = {
    -0.699999988079071, 0.10000000149011612, 0.20000000298023224, 110.25,
    0.05000000074505806, -0.7099999785423279, -0.30000001192092896, 118.80000305175781,
    0.019999999552965164, -0.05999999865889549, 2.9000000953674316, -41.099998474121094
  };
  private static final double[] QUATERNION = {0.1, -0.2, 0.3, 10.5, -20.25, 30.125};

  private static NiftiBytes file(int version) {
    return NiftiBytes.single(version, ByteOrder.BIG_ENDIAN).pixdim(1, 2, 3, 4);
  }

  private static Geometry geometry(NiftiBytes file) {
    return HeaderParser.parse(Path.of("x.nii"), ByteBuffer.wrap(file.toArray())).geometry();
  }

  private static void assertAffine(NiftiBytes file, double... expected) {
    assertArrayEquals(expected, geometry(file).affine().toArray(), 1e-14);
  }

  @Test
  void sformIsTakenAsStored() {
    assertAffine(file(1).codes(1, 0).sform(ROWS), ROWS_IN_FLOAT32);
    assertAffine(file(2).codes(1, 0).sform(ROWS), ROWS);
  }

  @Test
  void sformWinsAgainstQform() {
    assertAffine(file(1).codes(2, 1).sform(ROWS).qform(QUATERNION), ROWS_IN_FLOAT32);
  }

  @Test
  void qformCountsWithoutSform() {
    assertAffine(
        file(1).codes(0, 1).qform(QUATERNION).pixdim(1, 0.7, 0.8, 3.3).sform(ROWS),
        0.5179999794960022,
        -0.4771337112986255,
        -1.0261176278500044,
        10.5,
        0.36149198334007987,
        0.6399999976158138,
        -1.0080588338180523,
        -20.25,
        0.30166131759590314,
        0.05237789292864604,
        2.9699999472498892,
        30.125);
    assertAffine(
        file(2).codes(0, 1).qform(QUATERNION).pixdim(1, 0.7, 0.8, 3.3),
        0.518,
        -0.4771336877837938,
        -1.026117641405433,
        10.5,
        0.3614919768108195,
        0.64,
        -1.0080588207027164,
        -20.25,
        0.3016613178738797,
        0.05237789592793127,
        2.9699999999999998,
        30.125);
  }

  @Test
  void qfacOfMinusOneTurnsZ() {
    assertAffine(
        file(1).codes(0, 1).qform(QUATERNION).pixdim(-1, 0.7, 0.8, 3.3),
        0.5179999794960022,
        -0.4771337112986255,
        1.0261176278500044,
        10.5,
        0.36149198334007987,
        0.6399999976158138,
        1.0080588338180523,
        -20.25,
        0.30166131759590314,
        0.05237789292864604,
        -2.9699999472498892,
        30.125);
  }

  @Test
  void qfacOfZeroCountsAsOne() {
    NiftiBytes zero = file(1).codes(0, 1).qform(QUATERNION).pixdim(0, 2, 3, 4);
    NiftiBytes one = file(1).codes(0, 1).qform(QUATERNION).pixdim(1, 2, 3, 4);
    assertEquals(geometry(one), geometry(zero));
  }

  @Test
  void quaternionMayExceedLengthOneByRounding() {
    double[] halfTurn = {-2, 0, 0, 10.5, 0, -3, 0, -20.25, 0, 0, 4, 30.125};
    assertAffine(file(1).codes(0, 1).qform(0, 0, 1, 10.5, -20.25, 30.125), halfTurn);
    assertAffine(file(1).codes(0, 1).qform(0, 0, 1.0000001, 10.5, -20.25, 30.125), halfTurn);
    assertAffine(file(2).codes(0, 1).qform(0, 0, 1 + 2e-16, 10.5, -20.25, 30.125), halfTurn);
  }

  @Test
  void quaternionLongerThanRoundingExplainsIsRefused() {
    for (double d : new double[] {1.000001, Double.NaN, 3}) {
      NiftiBytes file = file(1).codes(0, 1).qform(0, 0, d);
      assertTrue(refusal(file).contains("quaternion"), refusal(file));
    }
    assertTrue(refusal(file(2).codes(0, 1).qform(0, 0, 1 + 1e-15)).contains("quaternion"));
  }

  @Test
  void withoutTransformTheCentreIsTheOriginAndXIsFlipped() {
    assertAffine(file(1), -2, 0, 0, 2, 0, 3, 0, -6, 0, 0, 4, -12);
    assertAffine(file(2).shape(3, 5, 7, 1), -2, 0, 0, 2, 0, 3, 0, -6, 0, 0, 4, -12);
    assertAffine(file(1).shape(3, 5).pixdim(1, 2, 3, 9), -2, 0, 0, 2, 0, 3, 0, -6, 0, 0, 1, 0);
  }

  @Test
  void negativeSpacingCountsAsPositiveAndZeroAsOne() {
    NiftiBytes file = file(1).pixdim(1, -2, 0, 0.3);
    assertAffine(file, -2, 0, 0, 2, 0, 1, 0, -2, 0, 0, 0.30000001192092896, -0.9000000357627869);
    assertEquals(new Spacing(2, 1, 0.30000001192092896), geometry(file).spacing());
  }

  @Test
  void transformCodesWithoutMeaningAreNoTransform() {
    assertAffine(
        file(1).codes(9, 1).sform(ROWS).qform(QUATERNION),
        1.4799999666213983,
        -1.7892513907079222,
        -1.2437789608206122,
        10.5,
        1.0328342557035766,
        2.3999999552965154,
        -1.221889513192861,
        -20.25,
        0.8618894935233281,
        0.19641709555557982,
        3.599999988079071,
        30.125);
    assertAffine(file(1).codes(-1, 6).sform(ROWS), -2, 0, 0, 2, 0, 3, 0, -6, 0, 0, 4, -12);
    assertAffine(file(1).codes(5, 0).sform(ROWS), ROWS_IN_FLOAT32);
  }

  @Test
  void minusZeroBecomesZeroSoThatEqualAffinesAreEqual() {
    Geometry minus = geometry(file(1).codes(1, 0).sform(1, -0.0, 0, 0, 0, 1, 0, -0.0, 0, 0, 1, 0));
    Geometry plus = geometry(file(1).codes(1, 0).sform(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0));
    assertEquals(plus, minus);
  }

  @Test
  void infiniteNumbersAreRefusedByName() {
    NiftiBytes affine = file(1).codes(1, 0).sform(1, 0, 0, 0, 0, 1, 0, Double.NaN);
    assertTrue(refusal(affine).contains("affine of the sform"), refusal(affine));
    NiftiBytes spacing = file(1).pixdim(1, 2, Double.POSITIVE_INFINITY, 1);
    assertTrue(refusal(spacing).contains("pixdim[2]"), refusal(spacing));
  }

  @Test
  void anSformWithoutVolumeIsRefusedByItsDeterminant() {
    double[][] singular = {
      {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0},
      {1, 2, 3, 0, 2, 4, 6, 0, 3, 6, 9.1, 0},
      {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
    };
    for (double[] rows : singular) {
      for (int version : new int[] {1, 2}) {
        String message = refusal(file(version).codes(1, 1).qform(QUATERNION).sform(rows));
        assertTrue(message.contains("the sform must give voxels a volume"), message);
        assertTrue(message.contains("determinant"), message);
      }
    }
    double[] huge = {1e200, 0, 0, 0, 0, 1e200, 0, 0, 0, 0, 1e200, 0};
    String message = refusal(file(2).codes(1, 0).sform(huge));
    assertTrue(message.contains("determinant is Infinity"), message);
  }

  @Test
  void aSingularSformWithoutCodeDoesNotCount() {
    assertAffine(file(1).sform(new double[12]), -2, 0, 0, 2, 0, 3, 0, -6, 0, 0, 4, -12);
  }

  @Test
  void aFlatVoxelOfMicroscopyIsNoSingularOne() {
    double[] rows = {1e-4, 0, 0, 0, 0, 1e-4, 0, 0, 0, 0, 50, 0};
    assertAffine(file(2).codes(1, 0).sform(rows), rows);
  }

  @Test
  void lengthsInMetresAndMicronsBecomeMm() {
    double[] inMetres = {0.002, 0, 0, -0.1, 0, 0.003, 0, 0.2, 0, 0, 0.004, 0.3};
    double[] inMicrons = {2000, 0, 0, -100e3, 0, 3000, 0, 200e3, 0, 0, 4000, 300e3};
    double[] mm = {2, 0, 0, -100, 0, 3, 0, 200, 0, 0, 4, 300};
    NiftiBytes metres = file(1).units(1).pixdim(1, 0.002, 0.003, 0.004);
    assertAffine(metres.codes(1, 0).sform(inMetres), mm);
    assertEquals(new Spacing(2, 3, 4), geometry(metres).spacing());
    assertEquals(24, geometry(metres).voxelVolumeMm3());
    NiftiBytes microns = file(2).units(3 + 8).pixdim(1, 2000, 3000, 4000);
    assertAffine(microns.codes(2, 0).sform(inMicrons), mm);
    assertEquals(new Spacing(2, 3, 4), geometry(microns).spacing());
    assertAffine(microns.codes(0, 0), -2, 0, 0, 2, 0, 3, 0, -6, 0, 0, 4, -12);
    assertAffine(microns.codes(0, 1).qform(0, 0, 0, 5000), 2, 0, 0, 5, 0, 3, 0, 0, 0, 0, 4, 0);
    for (int unit : new int[] {0, 2, 2 + 16}) {
      assertEquals(new Spacing(2, 3, 4), geometry(file(1).units(unit)).spacing());
    }
  }

  @Test
  void spacingThatIsNothingInMmIsRefused() {
    String message = refusal(file(1).units(3).pixdim(1, 1e-45, 1, 1));
    assertTrue(message.contains("pixdim[1]) must be finite, and positive in mm"), message);
  }

  private static String refusal(NiftiBytes file) {
    return assertThrows(DatasetException.class, () -> geometry(file)).getMessage();
  }
}
