package org.ibengine.lesion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.label.Runs;
import org.ibengine.volume.Affine;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random label maps against a backend, and against all pairs of voxels. */
class LesionOracleTest {
  private static final Size3 SIZE = new Size3(11, 7, 5);

  private static LabelImage random(long seed, double density, Affine affine) {
    Random random = new Random(seed);
    long[] values = new long[(int) SIZE.voxels()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble() < density ? 1 + random.nextInt(3) : 0;
    }
    return LabelImage.of(SIZE, affine, values);
  }

  private static List<List<Integer>> listed(Runs runs) {
    List<List<Integer>> all = new ArrayList<>();
    for (int i = 0; i < runs.count(); i++) {
      all.add(List.of(runs.xBegin(i), runs.xEnd(i), runs.y(i), runs.z(i), runs.instance(i)));
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void componentsAreThoseOfABackend(Connectivity connectivity) {
    for (int seed = 0; seed < 40; seed++) {
      LabelImage image = random(seed, 0.05 + seed * 0.02, Affine.scaling(1, 1, 1));
      Components found = image.by(LabelImage.values(1L, 2L, 3L), connectivity).components();
      try (ReferenceBackend backend = new ReferenceBackend();
          HostBuffer memory = backend.allocate(SIZE.voxels())) {
        for (int i = 0; i < image.values().length; i++) {
          memory.view(i, 1).put((byte) image.values()[i]);
        }
        Components expected =
            backend.labelComponents(new Volume(SIZE, VoxelType.UINT8, memory), connectivity);
        assertEquals(expected.instances(), found.instances(), "seed " + seed);
        assertEquals(listed(expected.runs()), listed(found.runs()), "seed " + seed);
      }
    }
  }

  /** Oblique, sheared, flipped and with three different edges. */
  private static final Affine ODD =
      Affine.of(-0.8, 0.35, 0.1, 4, 0.25, 1.1, -0.4, 5, 0.05, 0.3, 2.3, -6);

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 1.3, 1.9, 2.6, 4.15, 30})
  void mergingIsThatOfAllPairsOfVoxels(double mm) {
    for (int seed = 0; seed < 25; seed++) {
      LabelImage image = random(seed, 0.02 + seed * 0.004, ODD);
      List<Long> found =
          image.by(LabelImage.rule(0, mm)).components().instances().stream()
              .map(Instance::voxels)
              .toList();
      assertEquals(byPairs(image, mm), found, "seed " + seed);
    }
  }

  /** Sizes of instances in their order, each pair of voxels looked at. */
  private static List<Long> byPairs(LabelImage image, double mm) {
    List<int[]> voxels = new ArrayList<>();
    for (int x = 0; x < SIZE.x(); x++) { // so that the first of a set ranks it
      for (int y = 0; y < SIZE.y(); y++) {
        for (int z = 0; z < SIZE.z(); z++) {
          if (image.values()[(z * SIZE.y() + y) * SIZE.x() + x] > 0) {
            voxels.add(new int[] {x, y, z});
          }
        }
      }
    }
    int[] set = new int[voxels.size()];
    for (int i = 0; i < set.length; i++) {
      set[i] = i;
    }
    for (int i = 0; i < set.length; i++) {
      for (int j = 0; j < i; j++) {
        if (belong(voxels.get(i), voxels.get(j), image.affine(), mm)) {
          int from = Math.max(set[i], set[j]);
          int to = Math.min(set[i], set[j]);
          for (int k = 0; k < set.length; k++) {
            set[k] = set[k] == from ? to : set[k];
          }
        }
      }
    }
    TreeMap<Integer, Long> sizes = new TreeMap<>();
    for (int which : set) {
      sizes.merge(which, 1L, Long::sum);
    }
    return List.copyOf(sizes.values());
  }

  private static boolean belong(int[] a, int[] b, Affine affine, double mm) {
    int steps = Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);
    double[] p = affine.apply(a[0], a[1], a[2]);
    double[] q = affine.apply(b[0], b[1], b[2]);
    return steps == 1 || Math.hypot(Math.hypot(p[0] - q[0], p[1] - q[1]), p[2] - q[2]) < mm;
  }
}
