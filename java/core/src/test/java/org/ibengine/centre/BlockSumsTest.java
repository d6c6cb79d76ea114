package org.ibengine.centre;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of blocks against loops over each block. */
class BlockSumsTest {
  @ParameterizedTest
  @CsvSource({"1,1,1,3,3", "3,5,7,3,3", "9,2,8,3,2", "4,11,6,0,0", "5,6,13,1,4", "2,3,4,9,9"})
  void aSumIsThatOfTheVoxelsOfItsBlock(int nx, int ny, int nz, int below, int above) {
    Size3 size = new Size3(nx, ny, nz);
    Random random = new Random(nx + 31L * nz);
    int[][] planes = new int[nz][nx * ny];
    for (int[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = random.nextInt(70_000) - 35_000;
      }
    }
    for (int round = 0; round < 12; round++) {
      Index3 begin =
          new Index3(random.nextInt(nx), random.nextInt(ny), round == 0 ? 0 : random.nextInt(nz));
      Box wanted =
          new Box(
              begin,
              new Index3(
                  begin.x() + 1 + random.nextInt(nx - begin.x()),
                  begin.y() + 1 + random.nextInt(ny - begin.y()),
                  round == 0 ? nz : begin.z() + 1 + random.nextInt(nz - begin.z())));
      assertSums(planes, new BlockSums(size, below, above), wanted, below, above);
    }
    Box whole = new Box(Index3.ZERO, new Index3(nx, ny, nz));
    assertSums(planes, new BlockSums(size, below, above), whole, below, above);
  }

  private static void assertSums(int[][] planes, BlockSums sums, Box wanted, int below, int above) {
    int[] seen = {wanted.begin().z()};
    Size3 size = sums.size();
    sums.run(
        wanted,
        (z, values) -> System.arraycopy(planes[z], 0, values, 0, values.length),
        (z, plane) -> {
          assertEquals(seen[0]++, z);
          for (int y = wanted.begin().y(); y < wanted.end().y(); y++) {
            for (int x = wanted.begin().x(); x < wanted.end().x(); x++) {
              int sum = plane[y * size.x() + x];
              assertBlock(planes, sums, new int[] {x, y, z}, sum, size, below, above);
            }
          }
        });
    assertEquals(wanted.end().z(), seen[0]);
  }

  private static void assertBlock(
      int[][] planes, BlockSums sums, int[] at, int sum, Size3 size, int below, int above) {
    long expected = 0;
    long count = 0;
    for (int z = Math.max(0, at[2] - below); z <= Math.min(size.z() - 1, at[2] + above); z++) {
      for (int y = Math.max(0, at[1] - below); y <= Math.min(size.y() - 1, at[1] + above); y++) {
        for (int x = Math.max(0, at[0] - below); x <= Math.min(size.x() - 1, at[0] + above); x++) {
          expected += planes[z][y * size.x() + x];
          count++;
        }
      }
    }
    assertEquals(expected, sum);
    assertEquals(
        count,
        (long) sums.length(at[0], size.x())
            * sums.length(at[1], size.y())
            * sums.length(at[2], size.z()));
  }
}
