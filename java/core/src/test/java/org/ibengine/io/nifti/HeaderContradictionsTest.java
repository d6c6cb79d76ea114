package org.ibengine.io.nifti;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.io.ImageHeader;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.junit.jupiter.api.Test;

/** Header fields that cannot both be right: which one counts, and that it is told. */
class HeaderContradictionsTest {
  private static NiftiBytes file(int version) {
    return NiftiBytes.single(version, ByteOrder.BIG_ENDIAN).pixdim(1, 2, 3, 4);
  }

  private static ImageHeader header(NiftiBytes file) {
    return HeaderParser.parse(Path.of("x.nii"), ByteBuffer.wrap(file.toArray()));
  }

  private static Geometry geometry(NiftiBytes file) {
    return header(file).geometry();
  }

  private static List<String> contradictions(NiftiBytes file) {
    return header(file).details().contradictions();
  }

  @Test
  void aHeaderThatAgreesWithItselfSaysNothing() {
    assertEquals(List.of(), contradictions(file(1)));
    assertEquals(List.of(), contradictions(file(2).units(1)));
  }

  @Test
  void aUnitOfNoLengthCountsAsMmAndIsTold() {
    assertEquals(
        List.of("xyzt_units 5 names no unit of length; lengths are taken as mm"),
        contradictions(file(1).units(5)));
    assertEquals(new Spacing(2, 3, 4), geometry(file(1).units(5)).spacing());
  }

  @Test
  void aSpacingThatIsNotAboveZeroIsRepairedAndTold() {
    NiftiBytes file = file(1).pixdim(1, 0, -3, 4).codes(0, 1);
    assertEquals(new Spacing(1, 3, 4), geometry(file).spacing());
    assertEquals(
        List.of(
            "pixdim[1] is above 0, was 0.0; it is taken as 1.0 mm",
            "pixdim[2] is above 0, was -3.0; it is taken as 3.0 mm"),
        contradictions(file));
  }

  @Test
  void spacingIsTheAffinesWherePixdimContradictsIt() {
    double[] rows = {0.5, 0, 0, 0, 0, 0, 1.5, 0, 0, -2, 0, 0};
    NiftiBytes file = file(1).pixdim(1, 1, 1, 1).codes(2, 0).sform(rows);
    assertEquals(new Spacing(0.5, 2, 1.5), geometry(file).spacing());
    assertEquals(1.5, geometry(file).voxelVolumeMm3());
    assertEquals(
        List.of(
            "pixdim says a spacing of (1.0, 1.0, 1.0) mm, the sform (0.5, 2.0, 1.5) mm; the sform is used"),
        contradictions(file));
  }

  @Test
  void pixdimThatOnlyRoundsTheAffineStays() {
    double[] rows = {0.71874997, 0, 0, 0, 0, -0.71875003, 0, 0, 0, 0, 3, 0};
    NiftiBytes file = file(2).pixdim(1, 0.7188, 0.71875, 3).codes(2, 0).sform(rows);
    assertEquals(new Spacing(0.7188, 0.71875, 3), geometry(file).spacing());
    assertEquals(List.of(), contradictions(file));
    NiftiBytes flat = file(1).shape(3, 5).pixdim(1, 2, 3, 0).codes(2, 0);
    assertEquals(
        List.of(), contradictions(flat.sform(2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 9, 0)), "no third axis");
  }

  @Test
  void shearedVoxelsHaveTheVolumeOfTheirDeterminant() {
    NiftiBytes file = file(1).pixdim(1, 1, 1, 5).codes(2, 0);
    file.sform(1, 0, 3, 0, 0, 1, 0, 0, 0, 0, 4, 0);
    assertEquals(4, geometry(file).voxelVolumeMm3());
  }

  @Test
  void anSformFarFromTheQformCountsAndIsTold() {
    double[] sform = {2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0};
    NiftiBytes near = file(1).codes(2, 1).sform(sform).qform(0, 0, 0, 0.09, 0, 0);
    assertEquals(List.of(), contradictions(near));
    List<String> far = contradictions(near.qform(0, 0, 0, 7, 0, 0));
    assertEquals(1, far.size());
    assertTrue(
        far.get(0)
            .startsWith("the sform (code 2) and the qform (code 1) place voxels up to 7.000 mm"),
        far.get(0));
    assertEquals(Affine.of(sform), geometry(near).affine());
    assertEquals(List.of(), contradictions(near.codes(2, 0)));
    List<String> invalid = contradictions(near.codes(2, 1).qform(3, 0, 0));
    assertTrue(invalid.get(0).contains("b²+c²+d² of at most 1, was 9.0"), invalid.get(0));
  }

  @Test
  void aQfacThatIsNeitherOneNorMinusOneIsToldWhereItCounts() {
    NiftiBytes file = file(1).pixdim(3, 2, 3, 4);
    assertEquals(List.of(), contradictions(file));
    assertEquals(
        List.of("qfac (pixdim[0]) is 1 or -1, was 3.0; it is taken as 1"),
        contradictions(file.codes(0, 1)));
  }

  @Test
  void codesAndAxesWithoutMeaningAreTold() {
    assertEquals(
        List.of(
            "sform_code is 0 to 5, was 9; it is taken as 0",
            "qform_code is 0 to 5, was -1; it is taken as 0"),
        contradictions(file(1).codes(9, -1)));
    assertEquals(
        List.of("dim[0] says 3 axes, dim[4] is 6; the first 3 axes are used"),
        contradictions(file(1).dim(4, 6)));
    assertEquals(List.of(), contradictions(file(1).dim(4, 0)));
  }
}
