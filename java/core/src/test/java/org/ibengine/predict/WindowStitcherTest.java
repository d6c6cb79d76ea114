package org.ibengine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowStitcherTest {
  private static final Backend BACKEND = new ReferenceBackendProvider().open(1);

  /** Volumes longer and shorter than the window, on one axis or all. */
  record Case(Size3 volume, Size3 window, Size3 stride, Blend blend) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Blend blend : Blend.values()) {
      cases.add(new Case(new Size3(13, 11, 9), new Size3(5, 4, 3), new Size3(3, 4, 1), blend));
      cases.add(new Case(new Size3(7, 9, 4), new Size3(8, 4, 7), new Size3(6, 3, 5), blend));
      cases.add(new Case(new Size3(3, 2, 1), new Size3(8, 8, 4), new Size3(6, 6, 3), blend));
      cases.add(new Case(new Size3(16, 16, 16), new Size3(8, 8, 8), new Size3(6, 6, 6), blend));
    }
    return cases.stream();
  }

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** Starts by the words of the specification: steps, and the last one moved to the end. */
  private static List<Integer> starts(int dim, int window, int stride) {
    int padded = Math.max(dim, window);
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; ; at += stride) {
      starts.add(Math.min(at, padded - window) - (padded - dim) / 2);
      if (at + window >= padded) {
        return starts;
      }
    }
  }

  private static double importance(Case of, int x, int y, int z) {
    if (of.blend == Blend.CONSTANT) {
      return 1;
    }
    double product = 1;
    int[] at = {x, y, z};
    for (int axis = 0; axis < 3; axis++) {
      double size = of.window.get(axis);
      double distance = at[axis] - (size - 1) / 2;
      product *= Math.exp(-distance * distance / (2 * (0.125 * size) * (0.125 * size)));
    }
    return Math.max(product, 0.001);
  }

  /** Random windows, what a plain loop in float64 makes of them, and what the stitcher does. */
  @ParameterizedTest
  @MethodSource("cases")
  void aVoxelIsTheWeightedMeanOfItsWindows(Case of) {
    Random random = new Random(7);
    int nx = of.volume.x();
    int ny = of.volume.y();
    int n = nx * ny * of.volume.z();
    int perWindow = (int) of.window.voxels();
    double[][] sums = new double[2][n];
    double[] weights = new double[n];
    List<Index3> corners = new ArrayList<>();
    for (int z : starts(of.volume.z(), of.window.z(), of.stride.z())) {
      for (int y : starts(of.volume.y(), of.window.y(), of.stride.y())) {
        for (int x : starts(of.volume.x(), of.window.x(), of.stride.x())) {
          corners.add(new Index3(x, y, z));
        }
      }
    }
    Collections.shuffle(corners, random);
    WindowStitcher.Layout layout = new WindowStitcher.Layout(of.window, of.stride, of.blend);
    assertEquals(corners.size(), WindowStitcher.windows(of.volume, layout));
    try (WindowStitcher stitcher = new WindowStitcher(of.volume, layout, 2, BACKEND::allocate)) {
      for (Index3 corner : corners) {
        float[] said = new float[2 * perWindow + 3];
        for (int i = 0; i < said.length; i++) {
          said[i] = random.nextFloat() * 20 - 10;
        }
        for (int i = 0; i < perWindow; i++) {
          int dx = i % of.window.x();
          int dy = i / of.window.x() % of.window.y();
          int dz = i / of.window.x() / of.window.y();
          int x = corner.x() + dx;
          int y = corner.y() + dy;
          int z = corner.z() + dz;
          if (x >= 0 && y >= 0 && z >= 0 && x < nx && y < ny && z < of.volume.z()) {
            double weight = importance(of, dx, dy, dz);
            int voxel = (z * ny + y) * nx + x;
            weights[voxel] += weight;
            sums[0][voxel] += weight * said[3 + i];
            sums[1][voxel] += weight * said[3 + perWindow + i];
          }
        }
        assertTrue(stitcher.missing() > 0);
        stitcher.add(corner, FloatBuffer.wrap(said).position(3));
      }
      List<Volume> means = stitcher.finish();
      for (int channel = 0; channel < 2; channel++) {
        FloatBuffer voxels = means.get(channel).data().view(0, 4 * n).asFloatBuffer();
        for (int i = 0; i < n; i++) {
          assertEquals(sums[channel][i] / weights[i], voxels.get(i), 2e-5, of + " voxel " + i);
        }
      }
    }
  }

  @Test
  void windowsThatAreMissingTooManyOrElsewhereAreRefused() {
    Size3 size = new Size3(4, 4, 4);
    WindowStitcher.Layout layout =
        new WindowStitcher.Layout(size, new Size3(3, 3, 3), Blend.CONSTANT);
    FloatBuffer values = FloatBuffer.allocate(64);
    try (WindowStitcher stitcher = new WindowStitcher(size, layout, 1, BACKEND::allocate)) {
      assertThrows(IllegalStateException.class, stitcher::finish);
      assertThrows(IllegalArgumentException.class, () -> stitcher.add(new Index3(1, 0, 0), values));
      assertThrows(
          IllegalArgumentException.class,
          () -> stitcher.add(Index3.ZERO, FloatBuffer.allocate(63)));
      assertEquals(1, stitcher.missing());
      stitcher.add(Index3.ZERO, values);
      assertThrows(IllegalStateException.class, () -> stitcher.add(Index3.ZERO, values));
    }
  }
}
