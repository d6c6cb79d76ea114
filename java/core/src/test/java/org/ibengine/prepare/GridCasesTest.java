package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ibengine.grid.GridChanges;
import org.ibengine.grid.GridChanges.Before;
import org.ibengine.grid.GridChanges.Cut;
import org.ibengine.grid.GridOrigin;
import org.ibengine.index.CropOptions;
import org.ibengine.index.GridOptions.Orient;
import org.ibengine.index.Layout;
import org.ibengine.input.InputRequest;
import org.ibengine.label.LesionRule;
import org.ibengine.store.CaseRecord;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Cases that are stored on another grid than their files: voxel (x, y, z) of their modalities is
 * {@code 100·z + 10·y + x}, so that a stored voxel tells where it comes from. The files have voxels
 * of 1 by 2 by 3 mm.
 */
class GridCasesTest extends OnRawCases {
  private final GridWish wish = new GridWish();

  private StoredCase prepared(String name) {
    PrepareSummary summary = run(wish.on(RawCases.options(Layout.VOLUMES)));
    assertEquals(List.of(), summary.failures());
    return new StoredCase(output, name);
  }

  private String failure() {
    return run(wish.on(RawCases.options(Layout.VOLUMES))).failures().get(0).message();
  }

  @Test
  void spacingPutsTheVoxelsAsFarApartAndTheRecordNamesBothGrids() throws IOException {
    raw.add("p", LESION);
    wish.spacing(2, 1, 1.5);
    StoredCase stored = prepared("p");
    Geometry grid = stored.record().index().geometry();
    assertEquals(new Size3(4, 14, 10), grid.size()); // 4.5 is rounded to even
    assertEquals(new Spacing(2, 1, 1.5), grid.spacing());
    assertEquals(Affine.scaling(2, 1, 1.5), grid.affine());
    assertEquals(Optional.of(GridOrigin.same(RawCases.GRID)), stored.record().origin());
    assertEquals(100 * 1.5 + 10 * 2.5 + 6, stored.voxel("FLAIR", 3, 5, 3));
    assertEquals(3, stored.voxel("label", 3, 2, 6));
    String json = Files.readString(output.resolve("cases/p/case.json"));
    assertTrue(json.contains("\"sourceGeometry\""), json);
    assertTrue(json.contains("\"dropped\": []"), json);
  }

  @Test
  void beyondTheLastVoxelItIsRepeated() throws IOException {
    raw.add("p", LESION);
    wish.spacing(1, 0.5, 3);
    StoredCase stored = prepared("p");
    assertEquals(28, stored.record().index().geometry().size().y());
    assertEquals(60, stored.voxel("T1", 0, 24, 0));
    assertEquals(60, stored.voxel("T1", 0, 27, 0)); // at 6.75, the last voxel is 6
  }

  @ParameterizedTest
  @EnumSource(value = Interpolation.class, mode = EnumSource.Mode.EXCLUDE, names = "VOTE")
  void interpolationDecidesWhatLiesBetween(Interpolation interpolation) throws IOException {
    raw.add("p", LESION);
    VoxelFiles.write(root.resolve("p"), "square.nii", VoxelType.FLOAT32, i -> square(i % 9));
    wish.spacing(0.5, 2, 3).interpolation(interpolation);
    double value = prepared("p").voxel("square", 9, 0, 0); // at 4.5
    switch (interpolation) {
      case NEAREST -> assertEquals(25, value);
      case LINEAR -> assertEquals(20.5, value);
      case CUBIC -> assertEquals(20.25, value); // exact for squares
      default -> throw new AssertionError(interpolation);
    }
  }

  private static double square(int x) {
    return x * x;
  }

  @Test
  void integersStayIntegersRoundedHalfToEven() throws IOException {
    raw.add("p", LESION);
    VoxelFiles.writeScaled(root.resolve("p"), "CT.nii", VoxelType.INT16, i -> i % 9 * 3 - 5, 2, 7);
    wish.spacing(0.5, 2, 3);
    StoredCase stored = prepared("p");
    assertEquals(VoxelType.INT16, stored.type("CT"));
    // raw -5, -2, 1, 4: halves are -3.5, -0.5, 2.5
    assertEquals(-4, stored.voxel("CT", 1, 0, 0));
    assertEquals(0, stored.voxel("CT", 3, 0, 0));
    assertEquals(2, stored.voxel("CT", 5, 0, 0));
    assertEquals(2, stored.record().index().modalities().get(0).slope());
  }

  @Test
  void percentilesAreThoseOfTheStoredVoxels() throws IOException {
    raw.add("p", LESION);
    wish.spacing(2, 2, 3);
    StoredCase stored = prepared("p");
    assertEquals(466, stored.record().index().modalities().get(0).high()); // x goes to 3 · 2 now
  }

  @Test
  void rasIsAFlipAndAPermutationThatChangesNoVoxel() throws IOException {
    Affine turned = Affine.of(0, -2, 0, 5, 0, 0, 3, 6, -1, 0, 0, 7);
    Geometry grid = new Geometry(RawCases.SIZE, RawCases.GRID.spacing(), turned);
    raw.image("p", "T1.nii", grid);
    raw.mask("p", "GT.nii.gz", grid, LESION);
    wish.orientation(Orient.RAS);
    StoredCase stored = prepared("p");
    Geometry found = stored.record().index().geometry();
    assertEquals(new Size3(7, 5, 9), found.size());
    assertEquals(new Spacing(2, 3, 1), found.spacing());
    assertArrayEquals(
        new double[] {2, 0, 0, -7, 0, 3, 0, 6, 0, 0, 1, -1}, found.affine().toArray());
    for (int x = 0; x < 7; x++) {
      for (int y = 0; y < 5; y++) {
        for (int z = 0; z < 9; z++) {
          assertEquals(100 * y + 10 * (6 - x) + (8 - z), stored.voxel("T1", x, y, z));
        }
      }
    }
    assertEquals(3, stored.voxel("label", 5, 3, 2)); // (6, 1, 3)
    assertEquals(turned, stored.record().origin().orElseThrow().source().affine());
  }

  @Test
  void aCropKeepsTheBoxOfLabelsAndNamesWhatItCuts() throws IOException {
    raw.add("p", LESION, new Index3(1, 1, 0), new Index3(1, 1, 1), new Index3(8, 6, 4));
    VoxelFiles.write(
        root.resolve("p"),
        "GT.nii",
        VoxelType.UINT8,
        i -> i == 9 + 1 || i == 63 + 9 + 1 ? 1 : i == 3 * 63 + 9 + 6 ? 2 : i == 314 ? 1 : 0);
    Files.delete(root.resolve("p/GT.nii.gz"));
    wish.crop(new CropOptions(List.of(2L), 2));
    PrepareSummary summary = run(wish.on(RawCases.options(Layout.VOLUMES)));
    assertEquals(List.of(), summary.failures());
    StoredCase stored = new StoredCase(output, "p");
    Box box = new Box(new Index3(4, 0, 1), new Index3(9, 4, 5));
    GridOrigin origin = stored.record().origin().orElseThrow();
    assertEquals(Optional.of(box), origin.crop());
    assertEquals(new Size3(5, 4, 4), stored.record().index().geometry().size());
    assertEquals(
        RawCases.GRID.affine().croppedAt(box.begin()), stored.record().index().geometry().affine());
    assertEquals(100 * 3 + 10 * 1 + 6, stored.voxel("T1", 2, 1, 2));
    assertEquals(
        List.of(
            new Before(1, 2, new Box(new Index3(1, 1, 0), new Index3(2, 2, 2)), ""),
            new Before(3, 1, new Box(new Index3(8, 6, 4), new Index3(9, 7, 5)), "")),
        origin.changes().removed());
    assertHolds(messages(summary).get(0), "GT.nii: 2 instances outside of the crop and dropped");
    assertEquals(1, stored.record().index().instances().size());
  }

  @Test
  void aCropThatCutsAnInstanceSaysHowMuchIsLeft() throws IOException {
    raw.add("p", LESION, new Index3(6, 1, 2), new Index3(6, 1, 1));
    VoxelFiles.write(root.resolve("p"), "T1.nii", VoxelType.FLOAT32, i -> i / 63 == 3 ? i % 63 : 0);
    Files.delete(root.resolve("p/FLAIR.nii.gz"));
    wish.crop(new CropOptions(List.of(), 0));
    StoredCase stored = prepared("p");
    GridOrigin origin = stored.record().origin().orElseThrow();
    assertEquals( // voxel (0, 0, 3) is 0
        Optional.of(new Box(new Index3(0, 0, 3), new Index3(9, 7, 4))), origin.crop());
    assertEquals(
        List.of(
            new Cut(new Before(1, 3, new Box(new Index3(6, 1, 1), new Index3(7, 2, 4)), ""), 1)),
        origin.changes().cut());
  }

  @Test
  void aCaseWithNothingToCropToFailsAndTheOthersAreMade() throws IOException {
    raw.add("p", LESION);
    raw.add("q", LESION);
    VoxelFiles.write(root.resolve("q"), "T1.nii", VoxelType.FLOAT32, i -> 0);
    VoxelFiles.write(root.resolve("q"), "FLAIR.nii", VoxelType.FLOAT32, i -> 0);
    Files.delete(root.resolve("q/FLAIR.nii.gz"));
    wish.crop(new CropOptions(List.of(), 0));
    PrepareSummary summary = run(wish.on(RawCases.options(Layout.VOLUMES)));
    assertEquals(List.of("p"), summary.prepared());
    assertEquals("q", summary.failures().get(0).caseName());
    assertHolds(summary.failures().get(0).message(), "a voxel that is not 0", "--crop nonzero");
    wish.crop(new CropOptions(List.of(1L, 7L), 0));
    assertHolds(failure(), "GT.nii.gz", "one of the labels 1, 7");
  }

  @Test
  void anInstanceBetweenTheStoredVoxelsIsNamedAndDropped() throws IOException {
    raw.add("p", new Index3(3, 0, 0), new Index3(6, 4, 2));
    wish.spacing(2, 4, 6);
    PrepareSummary summary = run(wish.on(RawCases.options(Layout.VOLUMES)));
    StoredCase stored = new StoredCase(output, "p");
    assertEquals(
        List.of(new Before(1, 1, new Box(new Index3(3, 0, 0), new Index3(4, 1, 1)), "")),
        stored.record().origin().orElseThrow().changes().lost());
    assertHolds(
        messages(summary).get(0),
        "GT.nii.gz: 1 instance without a voxel on the stored grid and dropped: 1 at (3, 0, 0)");
    assertEquals(1, summary.content().instances());
  }

  @Test
  void aSpacingThatLeavesNoVoxelFailsTheCase() throws IOException {
    raw.add("p", LESION);
    wish.spacing(1, 2, 100);
    assertHolds(failure(), "GT.nii.gz", "--spacing", "along z");
  }

  @Test
  void nanAreReplacedBeforeAnythingIsInterpolated() throws IOException {
    raw.add("p", LESION);
    VoxelFiles.write(
        root.resolve("p"), "T1.nii", VoxelType.FLOAT32, i -> i % 9 < 4 ? Double.NaN : i % 9);
    wish.spacing(0.5, 2, 3);
    assertHolds(failure(), "T1.nii", "140 of 315 are NaN", "--nan zero");
    PrepareSummary summary =
        run(wish.on(RawCases.options(Layout.VOLUMES)).withNan(org.ibengine.index.NanRule.ZERO));
    assertEquals(List.of(), summary.failures());
    assertEquals(2, new StoredCase(output, "p").voxel("T1", 7, 0, 0)); // between 0 and 4
  }

  @Test
  void theMedianIsTakenAxisByAxisAfterTurning() throws IOException {
    raw.image("a", "T1.nii", grid(1, 2, 3));
    raw.mask("a", "GT.nii", grid(1, 2, 3), LESION);
    raw.image("b", "T1.nii", grid(2, 5, 4));
    raw.mask("b", "GT.nii", grid(2, 5, 4), LESION);
    Geometry turned =
        new Geometry(
            RawCases.SIZE, new Spacing(7, 4, 1), Affine.of(0, 0, 1, 0, 0, 4, 0, 0, 7, 0, 0, 0));
    raw.image("c", "T1.nii", turned);
    raw.mask("c", "GT.nii", turned, LESION);
    raw.image("d", "T1.nii", grid(2, 3, 3));
    raw.mask("d", "GT.nii", grid(2, 3, 3), LESION);
    wish.orientation(Orient.RAS);
    PrepareRequest request =
        new PrepareRequest(
            InputRequest.of(List.of(root)),
            output,
            wish.on(RawCases.options(Layout.VOLUMES)),
            true,
            new PrepareRequest.Execution(2, 1 << 28, false, false));
    Told told = new Told();
    assertEquals(List.of(), Preparation.run(request, backend, told).failures());
    Spacing median = new Spacing(1.5, 3.5, 3.5);
    assertEquals(List.of(median), told.medians);
    for (String name : List.of("a", "b", "c", "d")) {
      assertEquals(median, new StoredCase(output, name).record().index().geometry().spacing());
    }
    assertTrue(
        Files.readString(output.resolve("dataset.json")).contains("\"spacingMm\": [1.5,3.5,3.5]"));
    assertEquals(
        List.of("a", "b", "c", "d"),
        Preparation.run(request, backend, PrepareListener.NONE).current());
  }

  private static Geometry grid(double x, double y, double z) {
    return new Geometry(RawCases.SIZE, new Spacing(x, y, z), Affine.scaling(x, y, z));
  }

  /** Hears of medians. */
  private static final class Told implements PrepareListener {
    private final List<Spacing> medians = new java.util.ArrayList<>();

    @Override
    public void spacing(Spacing median) {
      medians.add(median);
    }
  }

  @Test
  void aReferenceThatNoCaseHasIsAWrongArgument() throws IOException {
    raw.add("p", LESION);
    wish.resample("T9");
    String message = assertThrows(IllegalArgumentException.class, this::failure).getMessage();
    assertHolds(message, "--reference", "FLAIR, T1", "T9");
  }

  @Test
  void whatIsTooSmallAfterTheCropIsListedOnceAndWhatTheCropRemovesToo() throws IOException {
    raw.add("p", LESION);
    Files.delete(root.resolve("p/GT.nii.gz"));
    VoxelFiles.write(root.resolve("p"), "GT.nii", VoxelType.UINT8, GridCasesTest::threeLesions);
    wish.crop(new CropOptions(List.of(2L), 2)); // keeps x from 3, y to 3 and z from 1
    LesionRule atLeastThreeVoxels =
        new LesionRule(LesionRule.Kind.CLASSES, List.of(), List.of(), OptionalLong.empty(), 13, 0);
    PrepareSummary summary =
        run(wish.on(RawCases.options(Layout.VOLUMES).withLesions(atLeastThreeVoxels)));
    assertEquals(List.of(), summary.failures());
    CaseRecord record = new StoredCase(output, "p").record();
    GridChanges changes = record.origin().orElseThrow().changes();
    assertEquals(List.of(1L), changes.removed().stream().map(Before::voxels).toList());
    assertEquals(List.of(1L), changes.cut().stream().map(Cut::kept).toList());
    assertEquals(List.of(3L), changes.cut().stream().map(cut -> cut.before().voxels()).toList());
    assertEquals(List.of(), changes.lost());
    assertEquals(1, record.changes().dropped().size());
    assertEquals(1, record.changes().dropped().get(0).voxels());
    assertEquals(1, record.index().instances().size());
  }

  /**
   * Label 2 in a row of three, label 1 in a column of three of which y = 3 is one, and far away.
   */
  private static double threeLesions(long i) {
    long x = i % 9;
    long y = i / 9 % 7;
    long z = i / 63;
    if (z == 3 && y == 1 && x >= 5 && x <= 7) {
      return 2;
    }
    boolean column = z == 2 && x == 5 && y >= 3 && y <= 5;
    boolean far = z == 4 && y == 6 && x == 8;
    return column || far ? 1 : 0;
  }
}
