package org.ibengine.centre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.volume.Float16;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** The notebook's rules against loops over a few voxels. */
class NotebookRulesTest {
  private static final Size3 SIZE = new Size3(11, 9, 8);

  private final Backend backend = new ReferenceBackend();

  private static short half(int hu) {
    return Float16.bitsOf((Math.max(-1000, Math.min(400, hu)) + 1000) / 1400f);
  }

  /** The value of the bits of a float16 that is 0 or normal. */
  private static double value(short bits) {
    return bits == 0 ? 0 : (1 + (bits & 0x3ff) / 1024.0) * Math.pow(2, (bits >> 10) - 15);
  }

  @Test
  void aBlockOfSixIsDividedAsIfItHadSeven() {
    Random random = new Random(5);
    Volume hu = new Volume(SIZE, VoxelType.INT16, backend.allocate(2 * SIZE.voxels()));
    ByteBuffer view = hu.data().view(0, (int) hu.sizeBytes());
    while (view.hasRemaining()) {
      view.putShort((short) (random.nextInt(20) == 0 ? random.nextInt(1400) - 1000 : 400));
    }
    VoxelBits centres = VoxelBits.all(SIZE);
    NotebookRules.keepDark(centres, hu, NotebookRulesTest::half);
    for (int z = 0; z < 8; z++) {
      for (int y = 0; y < 9; y++) {
        for (int x = 0; x < 11; x++) {
          assertEquals(mean(view, x, y, z) <= 0.599853515625, centres.get(x, y, z));
        }
      }
    }
    assertTrue(0 < centres.count() && centres.count() < SIZE.voxels(), "" + centres.count());
  }

  private static double mean(ByteBuffer hu, int x, int y, int z) {
    double sum = 0;
    for (int k = Math.max(0, z - 3); k < Math.min(8, z + 3); k++) {
      for (int j = Math.max(0, y - 3); j < Math.min(9, y + 3); j++) {
        for (int i = Math.max(0, x - 3); i < Math.min(11, x + 3); i++) {
          sum += value(half(hu.getShort(2 * ((k * 9 + j) * 11 + i))));
        }
      }
    }
    return sum / 343;
  }

  @Test
  void centresLeaveHalfACubeOnBothSidesOfALongerVolume() {
    assertEquals(5 * 3 * 2, NotebookRules.inside(SIZE, 6).count());
    assertTrue(NotebookRules.inside(SIZE, 6).get(3, 3, 3));
    assertTrue(NotebookRules.inside(SIZE, 6).get(7, 5, 4));
    assertEquals(0, NotebookRules.inside(SIZE, 8).count()); // 8 is not above 8
  }

  @Test
  void voxelsAreKeptAwayFromByTheirDistance() {
    List<Index3> voxels = List.of(new Index3(2, 3, 4), new Index3(-1, 8, 0), new Index3(50, 0, 0));
    VoxelBits centres = VoxelBits.all(SIZE);
    NotebookRules.keepFromVoxels(centres, voxels, 3);
    for (int z = 0; z < 8; z++) {
      for (int y = 0; y < 9; y++) {
        for (int x = 0; x < 11; x++) {
          Index3 at = new Index3(x, y, z);
          boolean far =
              voxels.stream()
                  .allMatch(
                      one ->
                          Math.hypot(
                                  Math.hypot(at.x() - one.x(), at.y() - one.y()), at.z() - one.z())
                              >= 3 - 1e-9);
          assertEquals(far, centres.get(x, y, z), at.toString());
        }
      }
    }
  }

  @Test
  void cubesThatHoldANoduleAreCounted() {
    Findings one = new Findings(List.of(new Finding(5, 4, 3, 1)));
    VoxelBits all = VoxelBits.all(SIZE);
    long expected = 0;
    for (int z = 0; z < 8; z++) {
      for (int y = 0; y < 9; y++) {
        for (int x = 0; x < 11; x++) {
          expected += one.boxGap(new Index3(x, y, z), new Size3(4, 4, 4)) < 0 ? 1 : 0;
        }
      }
    }
    assertTrue(expected > 60);
    assertEquals(expected, NotebookRules.countHolding(all, one, new Size3(4, 4, 4)));
    Findings none = new Findings(List.of());
    assertEquals(0, NotebookRules.countHolding(all, none, new Size3(4, 4, 4)));
  }
}
