package org.ibengine.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.MinedWindow;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class MinedWindowsTest {
  private static final Size3 PATCH = new Size3(4, 5, 6);

  /** With corners (0, 0, 0), (1, 0, 0), … and these gaps. */
  private static CaseIndex with(double... gaps) {
    List<MinedWindow> windows = new ArrayList<>();
    for (double gap : gaps) {
      windows.add(new MinedWindow(new Index3(windows.size(), 0, 0), gap, 0, PATCH));
    }
    return new CaseIndex(
        "scan",
        new Geometry(new Size3(40, 40, 40), new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1)),
        Connectivity.FACE_6,
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        windows);
  }

  private static List<Integer> kept(double hardness, double... gaps) {
    return MinedWindows.of(with(gaps), PATCH, hardness).stream().map(Index3::x).toList();
  }

  @Test
  void theNearestAreKeptInTheOrderOfTheDraw() {
    assertEquals(List.of(0, 1, 2, 3), kept(0, 9, 2, 7, 4));
    assertEquals(List.of(1, 2, 3), kept(0.25, 9, 2, 7, 4));
    assertEquals(List.of(1, 2, 3), kept(0.26, 9, 2, 7, 4)); // ⌈0.74 · 4⌉ = 3
    assertEquals(List.of(1, 3), kept(0.5, 9, 2, 7, 4));
    assertEquals(List.of(1), kept(0.99, 9, 2, 7, 4));
  }

  @Test
  void tiesAreKeptAndSoAreAllWindowsOfACaseWithoutAFinding() {
    assertEquals(List.of(0, 1, 3), kept(0.5, 3, 2, 9, 3.0000005));
    double none = Double.POSITIVE_INFINITY;
    assertEquals(List.of(0, 1, 2), kept(0.9, none, none, none));
    assertEquals(List.of(), kept(0.5));
  }

  @Test
  void harderIsASubset() {
    Random random = new Random(4);
    double[] gaps = random.doubles(100, 0, 10).map(Math::rint).toArray();
    List<Integer> before = kept(0, gaps);
    for (double hardness = 0.05; hardness < 1; hardness += 0.05) {
      List<Integer> now = kept(hardness, gaps);
      assertTrue(before.containsAll(now) && !now.isEmpty(), "hardness " + hardness);
      before = now;
    }
  }

  @Test
  void anotherSizeNamesBoth() {
    String message =
        assertThrows(
                DatasetMismatchException.class,
                () -> MinedWindows.of(with(1), new Size3(8, 8, 8), 0))
            .getMessage();
    assertTrue(
        message.startsWith(
            "case scan has mined windows of (4, 5, 6) voxels, but patches of (8, 8, 8) are asked for"),
        message);
  }
}
