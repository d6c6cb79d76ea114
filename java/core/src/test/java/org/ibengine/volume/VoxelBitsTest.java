package org.ibengine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets of voxels against a plain array, also where rows end within a word or at its end. */
class VoxelBitsTest {
  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,7", "63,2,3", "64,3,2", "65,2,2", "130,3,5"})
  void aSetIsWhatAnArrayOfFlagsIs(int nx, int ny, int nz) {
    Size3 size = new Size3(nx, ny, nz);
    Random random = new Random(17L * nx + ny);
    VoxelBits bits = VoxelBits.none(size);
    boolean[][][] flags = new boolean[nz][ny][nx];
    for (int step = 0; step < 60; step++) {
      int y = random.nextInt(ny);
      int z = random.nextInt(nz);
      int begin = random.nextInt(nx + 1);
      int end = begin + random.nextInt(nx - begin + 1);
      boolean value = random.nextInt(3) > 0;
      if (value) {
        bits.setRun(begin, end, y, z);
      } else {
        bits.clearRun(begin, end, y, z);
      }
      for (int x = begin; x < end; x++) {
        flags[z][y][x] = value;
      }
      int one = random.nextInt(nx);
      if (step % 2 == 0) {
        bits.set(one, y, z);
      } else {
        bits.clear(one, y, z);
      }
      flags[z][y][one] = step % 2 == 0;
      assertSame(flags, bits);
    }
  }

  private static void assertSame(boolean[][][] flags, VoxelBits bits) {
    Size3 size = bits.size();
    long count = 0;
    for (int z = 0; z < size.z(); z++) {
      List<Index3> plane = new ArrayList<>();
      for (int y = 0; y < size.y(); y++) {
        int next = 0;
        int absent = 0;
        for (int x = 0; x < size.x(); x++) {
          assertEquals(flags[z][y][x], bits.get(x, y, z));
          if (flags[z][y][x]) {
            plane.add(new Index3(x, y, z));
            assertEquals(x, bits.next(next, y, z));
            next = x + 1;
          } else {
            assertEquals(x, bits.nextAbsent(absent, y, z));
            absent = x + 1;
          }
        }
        int row = y;
        int[] xs = new int[size.x()];
        List<Integer> inRow = plane.stream().filter(at -> at.y() == row).map(Index3::x).toList();
        assertEquals(inRow.size(), bits.row(y, z, xs));
        for (int i = 0; i < inRow.size(); i++) {
          assertEquals(inRow.get(i), xs[i]);
        }
        assertEquals(size.x(), bits.next(next, y, z));
        assertEquals(size.x(), bits.nextAbsent(absent, y, z));
      }
      assertEquals(plane.size(), bits.countOfPlane(z));
      for (int rank = 0; rank < plane.size(); rank++) {
        assertEquals(plane.get(rank), bits.select(z, rank));
      }
      count += plane.size();
    }
    assertBox(flags, bits);
    assertEquals(count, bits.count());
    assertEquals(count, bits.countIn(VoxelBits.all(size)));
  }

  private static void assertBox(boolean[][][] flags, VoxelBits bits) {
    List<Index3> all = new ArrayList<>();
    for (int z = 0; z < flags.length; z++) {
      for (int y = 0; y < flags[0].length; y++) {
        for (int x = 0; x < flags[0][0].length; x++) {
          if (flags[z][y][x]) {
            all.add(new Index3(x, y, z));
          }
        }
      }
    }
    Optional<Box> box = BitsBox.of(bits);
    assertEquals(all.isEmpty(), box.isEmpty());
    for (int axis = 0; axis < 3 && !all.isEmpty(); axis++) {
      int along = axis;
      IntSummaryStatistics range = all.stream().mapToInt(at -> at.get(along)).summaryStatistics();
      assertEquals(range.getMin(), box.get().begin().get(axis));
      assertEquals(range.getMax() + 1, box.get().end().get(axis));
    }
  }

  @Test
  void rowsPlanesAndSetsAreCopiedAndCombined() {
    VoxelBits bits = VoxelBits.none(new Size3(70, 3, 4));
    bits.setRun(5, 69, 1, 2);
    bits.set(0, 0, 0);
    bits.copyRow(1, 2, 2, 3);
    assertEquals(64 + 1 + 64, bits.count());
    assertTrue(bits.get(68, 2, 3) && !bits.get(69, 2, 3) && !bits.get(4, 2, 3));
    bits.copyPlane(2, 0);
    assertEquals(3 * 64, bits.count());
    assertFalse(bits.get(0, 0, 0));
    VoxelBits other = VoxelBits.none(bits.size());
    other.setRun(60, 70, 1, 2);
    bits.retain(other);
    assertEquals(9, bits.count());
  }

  @ParameterizedTest
  @CsvSource({"-1,0,0", "3,0,0", "0,-1,0", "0,5,0", "0,0,-1", "0,0,7", "2147483647,0,0"})
  void aVoxelOutsideIsInNoSet(int x, int y, int z) {
    VoxelBits all = VoxelBits.all(new Size3(3, 5, 7));
    assertFalse(all.holds(new Index3(x, y, z)));
    assertTrue(all.holds(new Index3(2, 4, 6)));
    assertEquals(105, all.count());
  }
}
