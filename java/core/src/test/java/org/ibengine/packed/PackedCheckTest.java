package org.ibengine.packed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class PackedCheckTest {
  private static final Size3 SIZE = new Size3(29, 11, 10);
  private static final int ROWS = 3 * 3;

  private static byte[] sound() {
    return PackedVolumes.bytes(PackedVolumes.pack(PackedVolumes.random(SIZE, 7)));
  }

  private static String problem(byte[] bytes) {
    return PackedCheck.problem(PackedVolumes.of(bytes, SIZE, VoxelType.INT16)).orElse("");
  }

  private static String withLong(int at, long value) {
    byte[] bytes = sound();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
    return problem(bytes);
  }

  private static String withByte(int at, int value) {
    byte[] bytes = sound();
    bytes[at] = (byte) value;
    return problem(bytes);
  }

  @Test
  void everyFieldOfTheHeaderIsHeldToWhatIsKnown() {
    assertEquals("", problem(sound()));
    assertEquals("does not begin with IBPK", withByte(3, 'k'));
    assertEquals("must be of version 1, is of 2", withByte(4, 2));
    assertEquals("must have 29 voxels along x, has 30", withByte(8, 30));
    assertEquals("must have 11 voxels along y, has 267", withByte(13, 1));
    assertEquals("must have 10 voxels along z, has 4278190090", withByte(19, 255));
    assertEquals("must be of type INT16 (2), is of 3", withByte(20, 3));
    assertEquals("must have 0 where its header has no field", withByte(28, 1));
    assertEquals("must have 0 where its header has no field", withByte(63, 1));
    assertTrue(withLong(32, 1L << 40).endsWith("bytes, says 1099511627776"));
    assertTrue(withLong(32, -1).endsWith("bytes, says -1"));
  }

  @Test
  void theTableMustFitTheHeads() {
    assertTrue(withLong(64, 0).startsWith("row 0 must begin at byte 144, begins at 0"));
    assertTrue(withLong(64 + 8 * 4, 0).startsWith("row 3 of bricks must lie in the bytes"));
    assertTrue(withLong(64 + 8 * 4, Long.MAX_VALUE).startsWith("row 3 of bricks must lie"));
    assertTrue(withLong(64 + 8 * 4, Long.MIN_VALUE).startsWith("row 3 of bricks must lie"));
    ByteBuffer table = ByteBuffer.wrap(sound()).order(ByteOrder.LITTLE_ENDIAN);
    long second = table.getLong(64 + 8);
    assertTrue(withLong(64 + 8, second + 1).startsWith("row 0 of bricks must have"));
    assertTrue(withLong(64 + 8 * ROWS, table.getLong(64 + 8 * ROWS) - 1).startsWith("row 8"));
    assertTrue(withByte((int) second, 0xff).startsWith("row 1 of bricks must have"));
  }

  @Test
  void bytesThatAreTooFewAreNotLookedAt() {
    byte[] few = new byte[64 + 8 * (ROWS + 1) + 63];
    assertEquals("must have at least 208 bytes, has 207", problem(few));
  }

  /** No exception, and no voxel outside the bytes, whatever the bytes are. */
  @Test
  void whatPassesCanBeDecoded() {
    Random random = new Random(5);
    int passed = 0;
    for (int run = 0; run < 3000; run++) {
      byte[] bytes = sound();
      for (int change = 0; change < 1 + run % 3; change++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      PackedVolume volume = PackedVolumes.of(bytes, SIZE, VoxelType.INT16);
      Optional<String> problem = PackedCheck.problem(volume);
      if (problem.isEmpty()) {
        passed++;
        Unpacking.all(volume, PackedVolumes.BACKEND.allocate(SIZE.voxels() * 2));
      }
    }
    assertTrue(passed > 300, "passed " + passed);
    assertFalse(passed > 2950, "passed " + passed);
  }
}
