package org.ibengine.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.label.Runs;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class BackgroundWindowsTest {
  private static final Runs EMPTY = new Runs(new int[0]);

  @Test
  void startsFollowTheStrideAndEndAtTheBorderXOutermost() {
    assertEquals(
        List.of(
            new Index3(0, 0, 0),
            new Index3(0, 0, 2),
            new Index3(0, 0, 3),
            new Index3(2, 0, 0),
            new Index3(2, 0, 2),
            new Index3(2, 0, 3)),
        BackgroundWindows.find(EMPTY, new Size3(5, 2, 7), new Size3(3, 3, 4), new Size3(2, 2, 2)));
  }

  @Test
  void aVolumeOfForegroundHasNone() {
    Runs all = new Runs(new int[] {0, 3, 0, 0, 1, 0, 3, 1, 0, 1});
    assertTrue(
        BackgroundWindows.find(all, new Size3(3, 2, 1), new Size3(2, 2, 2), new Size3(1, 1, 1))
            .isEmpty());
  }

  @Test
  void aVoxelInTheGapBetweenWindowsTouchesNone() {
    Runs gap = new Runs(new int[] {2, 3, 0, 0, 1});
    assertEquals(
        List.of(new Index3(0, 0, 0), new Index3(4, 0, 0), new Index3(5, 0, 0)),
        BackgroundWindows.find(gap, new Size3(7, 1, 1), new Size3(2, 1, 1), new Size3(4, 1, 1)));
  }

  @Test
  void findsWhatLookingAtEveryVoxelFinds() {
    Random random = new Random(20);
    for (int round = 0; round < 200; round++) {
      Size3 volume = size(random, 12);
      Size3 patch = size(random, 9);
      Size3 stride = size(random, 7);
      boolean[] mask = mask(random, volume);
      assertEquals(
          byLooking(mask, volume, patch, stride),
          BackgroundWindows.find(runs(mask, volume), volume, patch, stride),
          () -> "volume %s patch %s stride %s".formatted(volume, patch, stride));
    }
  }

  @Test
  void refusesAGridTooLargeToCount() {
    Size3 volume = new Size3(2000, 2000, 2000);
    Size3 one = new Size3(1, 1, 1);
    assertThrows(
        IllegalArgumentException.class, () -> BackgroundWindows.find(EMPTY, volume, one, one));
  }

  private static Size3 size(Random random, int most) {
    return new Size3(1 + random.nextInt(most), 1 + random.nextInt(most), 1 + random.nextInt(most));
  }

  private static boolean[] mask(Random random, Size3 size) {
    boolean[] mask = new boolean[(int) size.voxels()];
    for (int voxels = random.nextInt(6); voxels > 0; voxels--) {
      mask[random.nextInt(mask.length)] = true;
    }
    return mask;
  }

  private static Runs runs(boolean[] mask, Size3 size) {
    List<Integer> packed = new ArrayList<>();
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) { // runs of one voxel will do
        int x = i % size.x();
        packed.addAll(List.of(x, x + 1, i / size.x() % size.y(), i / size.x() / size.y(), 1));
      }
    }
    return new Runs(packed.stream().mapToInt(Integer::intValue).toArray());
  }

  private static List<Index3> byLooking(boolean[] mask, Size3 volume, Size3 patch, Size3 stride) {
    List<Index3> free = new ArrayList<>();
    for (int x : starts(volume.x(), patch.x(), stride.x())) {
      for (int y : starts(volume.y(), patch.y(), stride.y())) {
        for (int z : starts(volume.z(), patch.z(), stride.z())) {
          if (isFree(mask, volume, patch, new Index3(x, y, z))) {
            free.add(new Index3(x, y, z));
          }
        }
      }
    }
    return free;
  }

  private static List<Integer> starts(int dim, int patch, int stride) {
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start <= dim - patch; start += stride) {
      starts.add(start);
    }
    if (starts.isEmpty() || starts.get(starts.size() - 1) < dim - patch) {
      starts.add(Math.max(0, dim - patch));
    }
    return starts;
  }

  private static boolean isFree(boolean[] mask, Size3 volume, Size3 patch, Index3 start) {
    for (int i = 0; i < mask.length; i++) {
      int x = i % volume.x() - start.x();
      int y = i / volume.x() % volume.y() - start.y();
      int z = i / volume.x() / volume.y() - start.z();
      boolean inside =
          x >= 0 && x < patch.x() && y >= 0 && y < patch.y() && z >= 0 && z < patch.z();
      if (inside && mask[i]) {
        return false;
      }
    }
    return true;
  }
}
