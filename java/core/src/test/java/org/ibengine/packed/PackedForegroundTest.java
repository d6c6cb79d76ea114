package org.ibengine.packed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class PackedForegroundTest {
  private static List<List<Integer>> found(PackedVolume packed) {
    List<List<Integer>> runs = new ArrayList<>();
    PackedForeground.forEachRun(packed, (begin, end, y, z) -> runs.add(List.of(begin, end, y, z)));
    return runs;
  }

  /** One voxel at a time. */
  private static List<List<Integer>> expected(Volume raw) {
    List<List<Integer>> runs = new ArrayList<>();
    Size3 size = raw.size();
    int bytes = raw.type().sizeBytes();
    ByteBuffer voxels = raw.data().view(0, (int) raw.sizeBytes());
    for (int line = 0; line < size.y() * size.z(); line++) {
      int begin = -1;
      for (int x = 0; x <= size.x(); x++) {
        int at = (line * size.x() + x) * bytes;
        boolean inside = x < size.x();
        boolean is = inside && (bytes == 1 ? voxels.get(at) != 0 : voxels.getShort(at) != 0);
        if (is && begin < 0) {
          begin = x;
        } else if (!is && begin >= 0) {
          runs.add(List.of(begin, x, line % size.y(), line / size.y()));
          begin = -1;
        }
      }
    }
    return runs;
  }

  private static Volume labels(Size3 size, PackedVolumes.Values values) {
    HostBuffer data = PackedVolumes.BACKEND.allocate(size.voxels());
    ByteBuffer bytes = data.view(0, (int) size.voxels());
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        for (int x = 0; x < size.x(); x++) {
          bytes.put((byte) values.at(x, y, z));
        }
      }
    }
    return new Volume(size, VoxelType.UINT8, data);
  }

  @Test
  void runsOfALabelMapLieAcrossBricksAndEndAtItsFaces() {
    Size3 size = new Size3(21, 6, 5);
    Volume raw =
        labels(
            size, (x, y, z) -> y == 5 && z == 4 && x >= 3 ? 2 : y == 0 && z == 3 && x < 16 ? 1 : 0);
    assertEquals(
        List.of(List.of(0, 16, 0, 3), List.of(3, 21, 5, 4)), found(PackedVolumes.pack(raw)));
  }

  @Test
  void wholeBricksOfForegroundAreRunsAndNothingIsNone() {
    Size3 size = new Size3(17, 4, 4);
    assertEquals(16, found(PackedVolumes.pack(labels(size, (x, y, z) -> 255))).size());
    assertEquals(
        List.of(0, 17, 3, 3), found(PackedVolumes.pack(labels(size, (x, y, z) -> 255))).get(15));
    assertEquals(List.of(), found(PackedVolumes.pack(labels(size, (x, y, z) -> 0))));
  }

  @Test
  void valuesAreThoseOfAPlainLoop() {
    Random random = new Random(3);
    for (int run = 0; run < 60; run++) {
      Size3 size = new Size3(1 + random.nextInt(70), 1 + random.nextInt(11), 1 + random.nextInt(9));
      int sparse = 1 + random.nextInt(400);
      int number = run;
      Volume raw =
          run % 2 == 0
              ? labels(size, (x, y, z) -> random.nextInt(sparse) == 0 ? 1 + number : 0)
              : PackedVolumes.int16(
                  size, (x, y, z) -> random.nextInt(sparse) == 0 ? -3 + (x & 7) : number % 4 - 1);
      assertEquals(expected(raw), found(PackedVolumes.pack(raw)), size + " run " + run);
    }
  }

  /** More rows than are looked at at once, and more bytes. */
  @Test
  void volumesOfManyRowsAreReadToTheEnd() {
    Size3 size = new Size3(9, 4 * 92, 4 * 91);
    Volume raw = labels(size, (x, y, z) -> x == 8 && y % 31 == 0 || z % 97 == 5 ? 1 : 0);
    PackedVolume packed = PackedVolumes.pack(raw);
    assertTrue(packed.sizeBytes() > 1 << 17);
    assertEquals(expected(raw), found(packed));
    assertEquals("", PackedCheck.problem(packed).orElse(""));
  }

  /** Voxels hold the low bits of what a damaged payload says. */
  @Test
  void damagedVolumesHaveTheForegroundOfTheirUnpackedVoxels() {
    Random random = new Random(9);
    Size3 size = new Size3(29, 11, 10);
    int damaged = 0;
    for (int run = 0; run < 400; run++) {
      Volume raw = labels(size, (x, y, z) -> x / 9 == 1 && y > 2 ? 200 + (x + z) % 40 : 0);
      byte[] bytes = PackedVolumes.bytes(PackedVolumes.pack(raw));
      for (int change = 0; change < 1 + run % 3; change++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      PackedVolume volume = PackedVolumes.of(bytes, size, VoxelType.UINT8);
      if (PackedCheck.problem(volume).isEmpty()) {
        Volume unpacked = Unpacking.all(volume, PackedVolumes.BACKEND.allocate(size.voxels()));
        assertEquals(expected(unpacked), found(volume), "run " + run);
        damaged += expected(unpacked).equals(expected(raw)) ? 0 : 1;
      }
    }
    assertTrue(damaged > 50, damaged + " were damaged");
  }
}
