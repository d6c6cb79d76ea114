package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.ibengine.index.CropOptions;
import org.ibengine.index.GridOptions.LabelInterpolation;
import org.ibengine.index.GridOptions.Orient;
import org.ibengine.index.Layout;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Modality T2 lies on another grid than T1 and the mask, whose voxels are 1 by 2 by 3 mm. Voxel (x,
 * y, z) of each is {@code 100·z + 10·y + x}.
 */
class MismatchCasesTest extends OnRawCases {
  private final GridWish wish = new GridWish();

  @BeforeEach
  void addMaskAndT1() throws IOException {
    raw.image("p", "T1.nii", RawCases.GRID);
    raw.mask("p", "GT.nii.gz", LESION);
  }

  private void addT2(Size3 size, double... affine) throws IOException {
    Affine map = Affine.of(affine);
    raw.image(
        "p", "T2.nii", new Geometry(size, new Spacing(map.step(0), map.step(1), map.step(2)), map));
  }

  private PrepareSummary prepare() {
    return run(wish.on(RawCases.options(Layout.VOLUMES)));
  }

  private StoredCase prepared() {
    assertEquals(List.of(), prepare().failures());
    return new StoredCase(output, "p");
  }

  @Test
  void byDefaultTheCaseIsRefusedAndTheRemedyNamed() throws IOException {
    addT2(new Size3(5, 7, 5), 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0);
    assertHolds(
        prepare().failures().get(0).message(),
        "T2.nii: must have the size of its mask GT.nii.gz",
        "--geometry resample");
    wish.spacing(1, 1, 1); // does not make the check less strict
    assertHolds(prepare().failures().get(0).message(), "--geometry resample");
  }

  @Test
  void itIsBroughtToTheGridOfTheMask() throws IOException {
    addT2(new Size3(5, 7, 5), 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0);
    wish.resample();
    StoredCase stored = prepared();
    assertEquals(RawCases.GRID, stored.record().index().geometry());
    assertEquals(100 * 2 + 10 * 3 + 2.5, stored.voxel("T2", 5, 3, 2));
    assertEquals(100 * 2 + 10 * 3 + 5, stored.voxel("T1", 5, 3, 2));
  }

  @Test
  void turningAndRespacingGoOnInTheSameStep() throws IOException {
    // T2: x runs along z, y to the left, z to the back
    addT2(new Size3(5, 9, 7), 0, -1, 0, 8, 0, 0, -2, 12, 3, 0, 0, 0);
    wish.resample().spacing(0.5, 2, 3).orientation(Orient.RAS);
    StoredCase stored = prepared();
    assertEquals(new Size3(18, 7, 5), stored.record().index().geometry().size());
    // stored (3, 2, 4) lies at (1.5, 4, 12) mm: T2 (4, 6.5, 4)
    assertEquals(100 * 4 + 10 * 6.5 + 4, stored.voxel("T2", 3, 2, 4));
    assertEquals(100 * 4 + 10 * 2 + 1.5, stored.voxel("T1", 3, 2, 4));
  }

  @Test
  void whereItDoesNotReachItHasItsSmallestValueAndAWarningSaysSo() throws IOException {
    addT2(new Size3(9, 7, 5), 1, 0, 0, -3, 0, 2, 0, 0, 0, 0, 3, 0);
    wish.resample();
    PrepareSummary summary = prepare();
    assertHolds(messages(summary).get(0), "T2.nii", "does not cover the grid");
    StoredCase stored = new StoredCase(output, "p");
    assertEquals(8, stored.voxel("T2", 5, 0, 0));
    assertEquals(0, stored.voxel("T2", 6, 6, 4));
    assertEquals(468, stored.voxel("T2", 5, 6, 4));
  }

  @Test
  void underANegativeSlopeTheSmallestValueIsTheLargestRawVoxel() throws IOException {
    VoxelFiles.writeScaled(root.resolve("p"), "T1.nii", VoxelType.INT16, i -> i % 9, -1, 300);
    raw.image(
        "p",
        "T2.nii",
        new Geometry(
            RawCases.SIZE, new Spacing(1, 2, 3), Affine.of(1, 0, 0, -3, 0, 2, 0, 0, 0, 0, 3, 0)));
    wish.resample("T2");
    StoredCase stored = prepared();
    assertEquals(0, stored.voxel("T1", 3, 0, 0));
    assertEquals(8, stored.voxel("T1", 2, 0, 0)); // x = −1 of T1: the value is 292
  }

  @Test
  void aFileThatLiesElsewhereFailsItsCase() throws IOException {
    addT2(new Size3(9, 7, 5), 1, 0, 0, 100, 0, 2, 0, 0, 0, 0, 3, 0);
    wish.resample();
    assertHolds(prepare().failures().get(0).message(), "T2.nii: must overlap", "GT.nii.gz");
  }

  @Test
  void aFileTooFineToBeSmoothedIsNamedWithTheRemedy() throws IOException {
    addT2(new Size3(9, 7, 5), 0.0005, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0);
    wish.resample().antialias();
    assertHolds(
        prepare().failures().get(0).message(),
        "T2.nii: voxels are smoothed where up to 1000 become one, along x it would be 2000.00; ask",
        "--antialias");
  }

  @Test
  void aReferenceModalityGivesTheGridAndTheMaskFollows() throws IOException {
    addT2(new Size3(9, 14, 5), 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 3, 0);
    wish.resample("T2");
    StoredCase stored = prepared();
    Geometry grid = stored.record().index().geometry();
    assertEquals(new Size3(9, 14, 5), grid.size());
    assertEquals(grid, stored.record().origin().orElseThrow().source());
    assertEquals(100 * 2 + 10 * 3 + 1, stored.voxel("T2", 1, 3, 2));
    assertEquals(100 * 2 + 10 * 1.5 + 1, stored.voxel("T1", 1, 3, 2));
    // the lesion at y = 1 is nearest to y = 1 and 2 of T2, halves go up
    assertArrayEquals(
        new double[] {0, 3, 3, 0},
        new double[] {
          stored.voxel("label", 6, 0, 3),
          stored.voxel("label", 6, 1, 3),
          stored.voxel("label", 6, 2, 3),
          stored.voxel("label", 6, 3, 3)
        });
    wish.labels(LabelInterpolation.LINEAR);
    StoredCase voted = prepared();
    // between two labels of equal weight the smaller wins
    assertEquals(0, voted.voxel("label", 6, 1, 3));
    assertEquals(3, voted.voxel("label", 6, 2, 3));
  }

  @Test
  void aCropOfAModalityIsAppliedWhereItLiesOnTheGrid() throws IOException {
    // T2 has one voxel that is not 0, at (4, 6, 9) mm, T1 none
    VoxelFiles.write(root.resolve("p"), "T1.nii", VoxelType.FLOAT32, i -> 0);
    Affine half = Affine.of(2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0);
    raw.mask(
        "p",
        "T2.nii",
        new Geometry(RawCases.SIZE, new Spacing(2, 2, 3), half),
        new Index3(2, 3, 3));
    wish.resample().crop(new CropOptions(List.of(), 1));
    StoredCase stored = prepared();
    assertEquals(
        new Box(new Index3(3, 2, 2), new Index3(6, 5, 5)),
        stored.record().origin().orElseThrow().crop().orElseThrow());
    assertEquals(3, stored.voxel("T2", 1, 1, 1));
    assertTrue(stored.record().index().instances().isEmpty());
  }
}
