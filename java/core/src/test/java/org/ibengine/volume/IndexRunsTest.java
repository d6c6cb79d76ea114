package org.ibengine.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexRunsTest {
  private static final Size3 GRID = new Size3(5, 4, 3);

  private static IndexRuns runs(Size3 grid, long... ends) {
    IndexRuns.Builder builder = new IndexRuns.Builder(grid);
    for (int i = 0; i < ends.length; i += 2) {
      builder.add(ends[i], ends[i + 1]);
    }
    return builder.build();
  }

  @Test
  void voxelsAreCountedInMemoryOrder() {
    IndexRuns set = runs(GRID, 3, 6, 20, 21, 59, 60);

    assertEquals(5, set.size());
    assertEquals(new Index3(3, 0, 0), set.get(0));
    assertEquals(new Index3(4, 0, 0), set.get(1));
    assertEquals(new Index3(0, 1, 0), set.get(2));
    assertEquals(new Index3(0, 0, 1), set.get(3));
    assertEquals(new Index3(4, 3, 2), set.get(4));
    assertThrows(IndexOutOfBoundsException.class, () -> set.get(5));
    assertThrows(IndexOutOfBoundsException.class, () -> set.get(-1));
  }

  @Test
  void bytesAreGapsAndLengths() {
    Size3 large = new Size3(1000, 1, 1);

    assertArrayEquals(new byte[] {3, 3, 14, 1, 38, 1}, runs(GRID, 3, 6, 20, 21, 59, 60).toBytes());
    assertArrayEquals(new byte[] {(byte) 0x80, 1, (byte) 0xac, 2}, runs(large, 128, 428).toBytes());
    assertArrayEquals(new byte[0], runs(GRID).toBytes());
    assertArrayEquals(new byte[] {0, 60}, runs(GRID, 0, 60).toBytes());
  }

  @Test
  void runsThatTouchAreOne() {
    assertEquals(runs(GRID, 0, 9), runs(GRID, 0, 4, 4, 4, 4, 9));
    assertNotEquals(runs(GRID, 0, 9), runs(GRID, 0, 8));
    assertNotEquals(runs(GRID, 0, 9), runs(new Size3(4, 5, 3), 0, 9));
  }

  @Test
  void aWindowMeetsTheSetWhereItHoldsAVoxel() {
    SplittableRandom random = new SplittableRandom(5);
    Size3 grid = new Size3(7, 5, 40);
    for (int round = 0; round < 40; round++) {
      BitSet set = new BitSet();
      IndexRuns.Builder builder = new IndexRuns.Builder(grid);
      for (int i = 0; i < grid.voxels(); i += 1 + random.nextInt(1 + 5 * round)) {
        int end = (int) Math.min(grid.voxels(), i + random.nextInt(12));
        builder.add(i, end);
        set.set(i, end);
        i = end;
      }
      IndexRuns runs = builder.build();
      for (int window = 0; window < 300; window++) {
        Size3 size = new Size3(1 + random.nextInt(6), 1 + random.nextInt(6), 1 + random.nextInt(9));
        Index3 corner =
            new Index3(random.nextInt(16) - 7, random.nextInt(14) - 7, random.nextInt(60) - 12);
        assertEquals(
            holds(set, grid, corner, size), runs.meets(corner, size), corner + " of " + size);
      }
    }
  }

  private static boolean holds(BitSet set, Size3 grid, Index3 corner, Size3 size) {
    for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
      int x = i % grid.x() - corner.x();
      int y = i / grid.x() % grid.y() - corner.y();
      int z = i / grid.x() / grid.y() - corner.z();
      if (0 <= x && x < size.x() && 0 <= y && y < size.y() && 0 <= z && z < size.z()) {
        return true;
      }
    }
    return false;
  }

  @Test
  void emptySetHasNoVoxel() {
    IndexRuns none = runs(GRID, 7, 7);

    assertEquals(0, none.size());
    assertThrows(IndexOutOfBoundsException.class, () -> none.get(0));
    none.forEachRun((begin, end) -> assertEquals(begin, end, "there is no run"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomSetsAreWhatABitSetHolds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Size3 grid = new Size3(random.nextInt(1, 90), random.nextInt(1, 40), random.nextInt(1, 20));
    BitSet bits = new BitSet();
    int longest = random.nextInt(2, 400);
    IndexRuns.Builder builder = new IndexRuns.Builder(grid);
    for (long at = random.nextInt(longest); at < grid.voxels(); at += random.nextInt(longest)) {
      long end = Math.min(grid.voxels(), at + random.nextInt(longest));
      builder.add(at, end);
      bits.set((int) at, (int) end);
      at = end;
    }

    IndexRuns set = IndexRuns.of(grid, builder.build().toBytes());

    assertEquals(bits.cardinality(), set.size());
    assertArrayEquals(
        bits.stream().asLongStream().toArray(),
        java.util.stream.LongStream.range(0, set.size()).map(set::index).toArray());
    BitSet visited = new BitSet();
    set.forEachRun((begin, end) -> visited.set((int) begin, (int) end));
    assertEquals(bits, visited);
  }

  @Test
  void runsOutOfOrderOrOutsideAreRefused() {
    IndexRuns.Builder builder = new IndexRuns.Builder(GRID);
    builder.add(10, 20);

    assertThrows(IllegalArgumentException.class, () -> builder.add(19, 25));
    assertThrows(IllegalArgumentException.class, () -> builder.add(25, 24));
    assertThrows(IllegalArgumentException.class, () -> builder.add(25, 61));
  }

  @Test
  void damagedBytesAreRefused() {
    List<byte[]> damaged = new ArrayList<>();
    damaged.add(new byte[] {3}); // half a run
    damaged.add(new byte[] {3, (byte) 0x83}); // half a number
    damaged.add(new byte[] {3, 0}); // an empty run
    damaged.add(new byte[] {3, 3, 0, 3}); // two runs that are one
    damaged.add(new byte[] {3, 58}); // beyond the grid
    byte[] wide = new byte[11];
    java.util.Arrays.fill(wide, (byte) 0xff);
    wide[9] = 1;
    wide[10] = 1;
    damaged.add(wide); // more than 63 bits

    for (byte[] bytes : damaged) {
      assertThrows(IllegalArgumentException.class, () -> IndexRuns.of(GRID, bytes));
    }
  }
}
