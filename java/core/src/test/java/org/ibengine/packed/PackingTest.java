package org.ibengine.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.ibengine.volume.Box;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.junit.jupiter.api.Test;

/** Bytes worked out by hand from the format, and voxels that come back. */
class PackingTest {
  private static final Size3 BRICK = new Size3(8, 4, 4);

  private static String row(PackedVolume packed) {
    byte[] bytes = PackedVolumes.bytes(packed);
    return HexFormat.of().formatHex(Arrays.copyOfRange(bytes, 80, bytes.length - 64));
  }

  @Test
  void aBrickOfOneValueTakesThreeBytes() {
    PackedVolume packed = PackedVolumes.pack(PackedVolumes.int16(BRICK, (x, y, z) -> 5));
    assertEquals("f00000", row(packed));
    assertEquals(80 + 3 + 64, packed.sizeBytes());
    String header =
        "4942504b" // IBPK
            + "01000000"
            + "080000000400000004000000"
            + "02000000" // int16
            + "05000000" // base
            + "00000000"
            + "9300000000000000" // 147
            + "00".repeat(24)
            + "5000000000000000" // row 0 begins at 80
            + "5300000000000000"; // and ends at 83
    byte[] bytes = PackedVolumes.bytes(packed);
    assertEquals(header, HexFormat.of().formatHex(Arrays.copyOf(bytes, 80)));
  }

  @Test
  void rowsThatGrowEvenlyAreASlope() {
    Volume volume = PackedVolumes.int16(BRICK, (x, y, z) -> 10 * y - 7);
    assertEquals("0000000a", row(PackedVolumes.pack(volume)));
  }

  @Test
  void aRowIsOneNumberWithItsFirstVoxelLowest() {
    Volume volume = PackedVolumes.int16(BRICK, (x, y, z) -> x - 3 * y);
    // base -9; first rows 9 to 16: least 9, 3 bits; slope -3, nothing left
    assertEquals("03" + "0900" + "fd" + "88c6fa".repeat(4), row(PackedVolumes.pack(volume)));
  }

  @Test
  void aPlainBrickHasItsRowsInPairsOfZ() {
    // 0 but for 1 at x = 0 of some rows, no two neighbours in y alike
    Volume volume =
        PackedVolumes.int16(
            BRICK, (x, y, z) -> x == 0 && (y == 1 && z == 0 || y == 2 && z == 3) ? 1 : 0);
    // pairs: (y, z) = 00 01, 10 11, 20 21, 30 31, 02 03, 12 13, 22 23, 32 33
    assertEquals(
        "f1" + "0000" + "00000100000000000000000000010000", row(PackedVolumes.pack(volume)));
  }

  @Test
  void aSteepSlopeIsCountedInLargerUnits() {
    // differences from -1000 to -1000 + 127: 7 bits, unit 4, slope -250 does not fit in a byte; 8
    // bits: unit 8, -125
    Volume volume =
        PackedVolumes.int16(BRICK, (x, y, z) -> -1000 * y + (y == 3 && x == 7 && z == 3 ? 127 : 0));
    PackedVolume packed = PackedVolumes.pack(volume);
    byte[] row = HexFormat.of().parseHex(row(packed));
    assertEquals((byte) 0x80, row[0]); // 8 bits, first rows none
    assertEquals(-125, row[3]);
    assertEquals(1 + 3 + 12 * 8, row.length);
    assertEquals(-1000 * 3 + 127, new PackedVoxels(packed).at(7, 3, 3));
  }

  @Test
  void voxelsComeBackFromVolumesOfAnySize() {
    Random random = new Random(1);
    for (int seed = 0; seed < 40; seed++) {
      Size3 size =
          new Size3(1 + random.nextInt(40), 1 + random.nextInt(19), 1 + random.nextInt(19));
      Volume volume = PackedVolumes.random(size, seed);
      PackedVolume packed = PackedVolumes.pack(volume);
      assertEquals("", PackedCheck.problem(packed).orElse(""));
      HostBuffer target = PackedVolumes.BACKEND.allocate(volume.sizeBytes());
      Unpacking.all(packed, target);
      byte[] wanted = new byte[(int) volume.sizeBytes()];
      volume.data().view(0, wanted.length).get(wanted);
      byte[] found = new byte[wanted.length];
      target.view(0, found.length).get(found);
      assertArrayEquals(wanted, found, size.toString());
    }
  }

  @Test
  void aRowOfVoxelsIsFoundInItsBrick() {
    Volume volume = PackedVolumes.random(new Size3(29, 11, 10), 3);
    PackedVoxels voxels = new PackedVoxels(PackedVolumes.pack(volume));
    for (int z = 9; z >= 0; z--) {
      for (int y = 0; y < 11; y++) {
        for (int x = 28; x >= 0; x--) {
          assertEquals(PackedVolumes.voxel(volume, new Index3(x, y, z)), voxels.at(x, y, z));
        }
      }
    }
  }

  @Test
  void wholeBricksHoldTheRowsThatAreWanted() {
    BrickLayout layout = new BrickLayout(new Size3(29, 11, 10));
    assertEquals(
        new Box(new Index3(0, 4, 0), new Index3(29, 11, 8)),
        layout.whole(new Box(new Index3(0, 7, 3), new Index3(29, 9, 5))));
  }
}
