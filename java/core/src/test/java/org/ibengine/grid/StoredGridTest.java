package org.ibengine.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.ibengine.index.GridOptions;
import org.ibengine.index.GridOptions.Orient;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StoredGridTest {
  private static final Size3 SIZE = new Size3(3, 5, 7);

  private static GridOptions options(Optional<Spacing> spacing, Orient orient) {
    GridOptions usual = GridOptions.DEFAULT;
    return new GridOptions(
        spacing,
        orient,
        usual.mismatch(),
        usual.reference(),
        usual.interpolation(),
        usual.labels(),
        false,
        Optional.empty());
  }

  private static GridOptions at(double x, double y, double z) {
    return options(Optional.of(new Spacing(x, y, z)), Orient.KEEP);
  }

  private static Geometry grid(double... affine) {
    Affine map = Affine.of(affine);
    return new Geometry(SIZE, new Spacing(map.step(0), map.step(1), map.step(2)), map);
  }

  /** What {@code nibabel.as_closest_canonical} (5.3) makes of random grids of 3 × 5 × 7 voxels. */
  record Canonical(double[] affine, Size3 size, double[] turned) {}

  static List<Canonical> canonical() {
    return List.of(
        new Canonical(
            new double[] {
              0.067, -0.541, 1.526, 23.46, -0.199, -0.627, -1.309, -38.63, 2.529, -0.035, -0.143,
              -10.88
            },
            new Size3(7, 5, 3),
            new double[] {
              1.526, 0.541, 0.067, 21.296, -1.309, 0.627, -0.199, -41.138, -0.143, 0.035, 2.529,
              -11.02
            }),
        new Canonical(
            new double[] {
              -0.424, -2.47, -0.463, 20.7, 0.998, -0.612, 2.001, -12.58, -3.455, 0.127, 0.635,
              -40.91
            },
            new Size3(5, 7, 3),
            new double[] {
              2.47, -0.463, 0.424, 9.972, 0.612, 2.001, -0.998, -13.032, -0.127, 0.635, 3.455,
              -47.312
            }),
        new Canonical( // sheared
            new double[] {
              0.27, 0.386, -2.49, -31.97, -1.68, 0.717, 0.336, 24.69, 1.786, 1.979, 1.034, 25.22
            },
            new Size3(7, 3, 5),
            new double[] {
              2.49, -0.27, 0.386, -46.37, -0.336, 1.68, 0.717, 23.346, -1.034, -1.786, 1.979, 34.996
            }),
        new Canonical( // sheared; the largest entry of the second column is not what decides
            new double[] {
              0.839, 1.235, -1.63, 47.06, 2.942, 0.699, -1.033, 28.7, -1.655, -1.054, -3.394, 28.99
            },
            new Size3(5, 3, 7),
            new double[] {
              1.235, 0.839, 1.63, 37.28, 0.699, 2.942, 1.033, 22.502, -1.054, -1.655, 3.394, 8.626
            }),
        new Canonical(
            new double[] {-2, 0, 0, 9, 0, -3, 0, 8, 0, 0, 4, 7},
            SIZE,
            new double[] {2, 0, 0, 5, 0, 3, 0, -4, 0, 0, 4, 7}));
  }

  @ParameterizedTest
  @MethodSource("canonical")
  void rasIsWhatNibabelCallsClosest(Canonical item) {
    StoredGrid grid = StoredGrid.of(grid(item.affine()), options(Optional.empty(), Orient.RAS));
    assertEquals(item.size(), grid.geometry().size());
    assertArrayEquals(item.turned(), grid.geometry().affine().toArray(), 1e-9);
    assertEveryVoxelStaysWhereItIs(grid);
  }

  /** To the millimetre: the map and the two affines agree. */
  private static void assertEveryVoxelStaysWhereItIs(StoredGrid grid) {
    Geometry stored = grid.geometry();
    for (int corner = 0; corner < 8; corner++) {
      int x = (corner & 1) == 0 ? 0 : stored.size().x() - 1;
      int y = (corner & 2) == 0 ? 0 : stored.size().y() - 1;
      int z = (corner & 4) == 0 ? 0 : stored.size().z() - 1;
      GridMap map = grid.map();
      double[] mm =
          grid.source()
              .affine()
              .apply(map.position(0, x, y, z), map.position(1, x, y, z), map.position(2, x, y, z));
      assertArrayEquals(mm, stored.affine().apply(x, y, z), 1e-9);
    }
  }

  @Test
  void withoutAnyWishTheGridIsTheSource() {
    Geometry source = grid(2, 0.1, 0, 1, 0, 3, 0.2, 2, 0, 0, 4, 3);
    StoredGrid grid = StoredGrid.of(source, GridOptions.DEFAULT);
    assertTrue(grid.isSource());
    assertEquals(source, grid.geometry());
    assertEquals(4, grid.map().position(2, 1, 2, 4));
  }

  /** The sizes of the seed: {@code rint(n · old / new)}, half to even. */
  @ParameterizedTest
  @CsvSource({
    "121, 2.5, 1, 302",
    "123, 2.5, 1, 308",
    "160, 0.9765625, 1, 156",
    "60, 0.7, 1, 42",
    "5, 1, 0.4, 12",
    "7, 1, 2, 4",
    "5, 1, 2, 2",
    "1, 1, 2, 0",
    "1, 0.6, 1, 1",
    "3, 1, 7, 0",
    "1, 0.699999988079071, 9, 0"
  })
  void anAxisHasItsOldExtentToWithinAVoxel(int voxels, double old, double wanted, int size) {
    Geometry source =
        new Geometry(new Size3(voxels, 2, 2), new Spacing(old, 1, 1), Affine.scaling(old, 1, 1));
    if (size == 0) {
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> StoredGrid.of(source, at(wanted, 1, 1)))
              .getMessage();
      assertTrue(message.contains("--spacing"), message);
      assertTrue(message.contains("along x"), message);
      assertTrue(message.endsWith((float) old + " mm apart"), message);
    } else {
      StoredGrid grid = StoredGrid.of(source, at(wanted, 1, 1));
      assertEquals(new Size3(size, 2, 2), grid.geometry().size());
      assertEquals(wanted, grid.geometry().spacing().x());
    }
  }

  @Test
  void theFirstVoxelAndTheDirectionsStay() {
    Geometry source = grid(0, -3, 0, 10, 2, 0, 0, 20, 0, 0, 5, 30);
    StoredGrid grid = StoredGrid.of(source, at(1, 1, 1));
    assertEquals(new Size3(6, 15, 35), grid.geometry().size());
    assertArrayEquals(
        new double[] {0, -1, 0, 10, 1, 0, 0, 20, 0, 0, 1, 30}, grid.geometry().affine().toArray());
    assertEveryVoxelStaysWhereItIs(grid);
  }

  @Test
  void positionsAreTheIndexTimesTheSpacingByTheOldOne() {
    Geometry source = new Geometry(SIZE, new Spacing(0.7, 0.7, 2.5), Affine.scaling(0.7, 0.7, 2.5));
    GridMap map = StoredGrid.of(source, at(1, 0.3, 1)).map();
    for (int i = 0; i < 5; i++) {
      assertEquals(i / 0.7, map.position(0, i, 3, 2));
      assertEquals(i * 0.3 / 0.7, map.position(1, 1, i, 2));
      assertEquals(i / 2.5, map.position(2, 3, 1, i));
    }
  }

  @Test
  void spacingsThatAFileCannotTellApartAreOne() {
    float stored = 0.7f;
    Geometry source =
        new Geometry(SIZE, new Spacing(stored, stored, 2), Affine.scaling(stored, stored, 2));
    StoredGrid grid = StoredGrid.of(source, at(0.7, 0.7, 2));
    assertTrue(grid.isSource());
    assertFalse(StoredGrid.of(source, at(0.70001, 0.7, 2)).isSource());
  }

  @Test
  void aBoxIsTurnedAndRespacedInOneMap() {
    Geometry source = grid(-2, 0, 0, 10, 0, 0, 3, 20, 0, -4, 0, 30);
    Box kept = new Box(new Index3(1, 0, 2), new Index3(3, 4, 7));
    StoredGrid grid =
        StoredGrid.of(source, kept, options(Optional.of(new Spacing(2, 1.5, 1)), Orient.RAS));
    assertEquals(new Size3(2, 10, 16), grid.geometry().size());
    assertEquals(2, grid.map().position(0, 0, 0, 0));
    assertEquals(1, grid.map().position(0, 1, 0, 0));
    assertEquals(3 - 0.25, grid.map().position(1, 0, 0, 1));
    assertEquals(2.5, grid.map().position(2, 0, 1, 0));
    assertEveryVoxelStaysWhereItIs(grid);
    assertEquals(new Spacing(2, 3, 4), StoredGrid.orientedSpacing(source, Orient.RAS));
  }

  @Test
  void onAnotherGridPositionsFollowFromMillimetres() {
    Geometry source = grid(2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0);
    Geometry other = grid(0, 4, 0, -4, 4, 0, 0, 8, 0, 0, -1, 3);
    GridMap map = StoredGrid.of(source, at(1, 1, 1)).mapTo(other);
    // (3, 2, 1) lies at (3, 2, 1) mm
    assertEquals(-1.5, map.position(0, 3, 2, 1));
    assertEquals(1.75, map.position(1, 3, 2, 1));
    assertEquals(2, map.position(2, 3, 2, 1));
  }
}
