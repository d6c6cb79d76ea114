package org.ibengine.io;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ibengine.error.DatasetException;
import org.ibengine.io.GridCheck.Wanted;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class GridCheckTest {
  private static final Size3 SIZE = new Size3(3, 5, 7);
  private static final Wanted MASK = new Wanted("mask GT.nii", grid(SIZE, 1, 0));

  /** Voxels of {@code x} by 2 by 3 mm, moved along x. */
  private static Geometry grid(Size3 size, double x, double movedMm) {
    return new Geometry(
        size, new Geometry.Spacing(x, 2, 3), Affine.of(x, 0, 0, movedMm, 0, 2, 0, 0, 0, 0, 3, 0));
  }

  private static ImageHeader volume(Geometry geometry, String... contradictions) {
    List<String> doubts = List.of(contradictions);
    Path path = Path.of("case", "T1.nii");
    return new ImageHeader(
        path,
        geometry,
        1,
        StoredType.FLOAT32,
        1,
        0,
        new ImageHeader.Details(
            new ImageHeader.Format("NIfTI", 1),
            ByteOrder.LITTLE_ENDIAN,
            Map.of("sform", 1),
            "",
            VoxelFiles.byContent(path, 352),
            LengthUnit.MILLIMETRE,
            doubts));
  }

  private static String refusal(Geometry own, double toleranceMm) {
    GridCheck check = new GridCheck(toleranceMm);
    return assertThrows(DatasetException.class, () -> check.require(volume(own), MASK))
        .getMessage();
  }

  @Test
  void aVolumeOfAnotherSizeIsRefusedWithBothGeometriesAndARemedy() {
    Geometry own = grid(new Size3(3, 7, 5), 1, 0);
    assertEquals(
        "%s: must have the size of its mask GT.nii; it has %s; the mask GT.nii has %s; resample one onto the other (--geometry-tolerance allows no other size)"
            .formatted(Path.of("case", "T1.nii"), own, MASK.geometry()),
        refusal(own, 1000));
  }

  @Test
  void theDistanceIsThatOfTheVoxelFurthestAway() {
    String message = refusal(grid(SIZE, 1.5, 0.25), 1.2);
    assertEquals( // voxel x = 2 lies at 3.25 mm, not at 2
        "must lie within 1.2 mm of its mask GT.nii, lies up to 1.250 mm away",
        message.substring(message.indexOf("must"), message.indexOf(';')));
  }

  @Test
  void aVolumeAsFarAwayAsTheToleranceIsTaken() {
    ImageHeader moved = volume(grid(SIZE, 1, 0.25));
    assertDoesNotThrow(() -> new GridCheck(0.25).require(moved, MASK));
    assertThrows(DatasetException.class, () -> new GridCheck(0.24).require(moved, MASK));
  }

  @Test
  void byDefaultSmallVoxelsMayLieAQuarterOfTheirShortestEdgeAway() {
    Wanted small = new Wanted("mask GT.nii", grid(SIZE, 0.05, 0));
    GridCheck check = new GridCheck(GridTolerance.DEFAULT);
    assertDoesNotThrow(() -> check.require(volume(grid(SIZE, 0.05, 0.0124)), small));
    String message =
        assertThrows(
                DatasetException.class,
                () -> check.require(volume(grid(SIZE, 0.05, 0.0126)), small))
            .getMessage();
    assertTrue(message.contains("must lie within 0.0125 mm"), message);
    assertDoesNotThrow(() -> check.require(volume(grid(SIZE, 1, 0.0999)), MASK));
    ImageHeader far = volume(grid(SIZE, 1, 0.1001));
    assertThrows(DatasetException.class, () -> check.require(far, MASK));
    assertDoesNotThrow(() -> new GridCheck(0.1).require(volume(grid(SIZE, 0.05, 0.09)), small));
  }

  @Test
  void voxelsOfRoundingApartAreOneGridHoweverSmallTheyAre() {
    Geometry own = grid(new Size3(500, 500, 500), (float) 0.01, 1000);
    Geometry mask = grid(new Size3(500, 500, 500), 0.01, Math.nextUp(1000f));
    new GridCheck(GridTolerance.DEFAULT).require(volume(own), new Wanted("mask GT.nii", mask));
  }

  @Test
  void gridsOfOneSizeAreToBeCopiedAndTheOptionIsNamed() {
    String message = refusal(grid(SIZE, 1, 5), 0.1);
    assertTrue(message.contains("if their voxels correspond, copy the geometry"), message);
    assertTrue(message.contains("--geometry-tolerance MM"), message);
    assertFalse(message.contains("resample"), message);
    assertFalse(refusal(grid(new Size3(3, 5, 8), 1, 0), 0.1).contains("copy"));
  }

  @Test
  void anOptionThatBringsGridsTogetherIsNamedWhereThereIsOne() {
    Wanted mask = MASK.withRemedy("bring both to one grid with --geometry resample");
    for (ImageHeader other :
        List.of(volume(grid(new Size3(3, 5, 8), 1, 0)), volume(grid(SIZE, 1, 5)))) {
      String message =
          assertThrows(DatasetException.class, () -> new GridCheck(0.1).require(other, mask))
              .getMessage();
      assertTrue(message.contains("bring both to one grid with --geometry resample"), message);
    }
  }

  @Test
  void aFileThatContradictsItselfIsToldAsSuch() {
    ImageHeader odd = volume(grid(SIZE, 1, 5), "sform and qform differ");
    Wanted mask = new Wanted("mask GT.nii", MASK.geometry(), List.of("pixdim is odd"), "");
    String message =
        assertThrows(DatasetException.class, () -> new GridCheck(0.1).require(odd, mask))
            .getMessage();
    assertTrue(
        message.contains(
            "; 0.0, 0.0, 3.0, 0.0], though its header contradicts itself (sform and qform differ);"),
        message);
    assertTrue(message.contains("contradicts itself (pixdim is odd); if their"), message);
  }

  @Test
  void aToleranceThatIsNoDistanceIsRefused() {
    for (double tolerance : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new GridCheck(tolerance));
    }
  }
}
