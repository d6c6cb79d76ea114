package org.ibengine.evaluation.overlap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distances of surfaces against every pair of voxels, and by literals. */
class SurfaceScoresTest {
  private static final double TOLERANCE = 1e-12;

  private static List<Index3> surface(VoxelBits mask) {
    List<Index3> found = new ArrayList<>();
    Size3 size = mask.size();
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        for (int x = 0; x < size.x(); x++) {
          boolean inside =
              mask.holds(new Index3(x - 1, y, z))
                  && mask.holds(new Index3(x + 1, y, z))
                  && mask.holds(new Index3(x, y - 1, z))
                  && mask.holds(new Index3(x, y + 1, z))
                  && mask.holds(new Index3(x, y, z - 1))
                  && mask.holds(new Index3(x, y, z + 1));
          if (mask.get(x, y, z) && !inside) {
            found.add(new Index3(x, y, z));
          }
        }
      }
    }
    return found;
  }

  private static double[] nearest(List<Index3> from, List<Index3> to, Spacing mm) {
    double[] distances = new double[from.size()];
    for (int i = 0; i < distances.length; i++) {
      Index3 a = from.get(i);
      distances[i] =
          to.stream()
              .mapToDouble(
                  b ->
                      Math.sqrt(
                          Math.pow(mm.x() * (a.x() - b.x()), 2)
                              + Math.pow(mm.y() * (a.y() - b.y()), 2)
                              + Math.pow(mm.z() * (a.z() - b.z()), 2)))
              .min()
              .orElseThrow();
    }
    Arrays.sort(distances);
    return distances;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void distancesAreThoseOfAllPairsOfSurfaceVoxels(int seed) {
    Size3 size = new Size3(66, 3 + seed, 9);
    Spacing mm = new Spacing(0.3 * seed, 1.7, 4.0 / seed);
    VoxelBits one = MadeUpMasks.noise(size, 40 + seed, 1000 - 120 * seed);
    VoxelBits other = MadeUpMasks.noise(size, 60 + seed, 4 * seed);
    double[] there = nearest(surface(one), surface(other), mm);
    double[] back = nearest(surface(other), surface(one), mm);
    double largest = Math.max(there[there.length - 1], back[back.length - 1]);
    double mean = (Arrays.stream(there).sum() + Arrays.stream(back).sum());
    mean /= there.length + back.length;
    SurfaceScores found = SurfaceScores.of(one, other, mm, 2);
    assertEquals(largest, found.hausdorffMm(), largest * TOLERANCE);
    assertEquals(mean, found.meanMm(), mean * TOLERANCE);
    double[] voxels = nearest(surface(one), surface(other), new Spacing(1, 1, 1));
    double[] others = nearest(surface(other), surface(one), new Spacing(1, 1, 1));
    assertEquals(Math.max(voxels[voxels.length - 1], others[others.length - 1]), found.hausdorff());
    long near = Arrays.stream(there).filter(d -> d <= 2.000002).count();
    near += Arrays.stream(back).filter(d -> d <= 2.000002).count();
    assertEquals((double) near / (there.length + back.length), found.dice());
  }

  @Test
  void aDistanceThatExceedsTheToleranceByRoundingOfTheFileIsWithin() {
    Size3 size = new Size3(5, 1, 1);
    VoxelBits one = VoxelBits.none(size);
    one.set(1, 0, 0);
    VoxelBits other = VoxelBits.none(size);
    other.set(2, 0, 0);
    Spacing stored = new Spacing(1.2f, 1, 1);
    assertTrue(stored.x() > 1.2);
    assertEquals(1, SurfaceScores.of(one, other, stored, 1.2).dice());
    assertEquals(0, SurfaceScores.of(one, other, stored, 1.19).dice());
  }

  @Test
  void percentilesAreInterpolatedAsNumpyDoes() {
    Size3 size = new Size3(1, 1, 21);
    VoxelBits one = VoxelBits.none(size);
    one.set(0, 0, 0);
    VoxelBits column = VoxelBits.all(size); // distances 0 … 20: rank 19 of 20 at 95 %
    SurfaceScores found = SurfaceScores.of(one, column, new Spacing(1, 1, 0.5), 1);
    assertEquals(20, found.hausdorff());
    assertEquals(19, found.hausdorff95());
    assertEquals(9.5, found.hausdorff95Mm());
  }
}
