package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Random;
import org.ibengine.error.DatasetException;
import org.ibengine.packed.BrickLayout;
import org.ibengine.packed.PackedCheck;
import org.ibengine.packed.PackedVoxels;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.junit.jupiter.api.Test;

/** Packed volumes in files: whole, and any rows of them. */
class PackedFileTest extends OnPackedFile {
  @Test
  void theWholeVolumeStaysPackedOrComesBackRaw() {
    PackedVolume whole = (PackedVolume) stored().load(backend::allocate, backend.gzip());
    assertEquals(tensor.storedBytes(), whole.sizeBytes());
    assertEquals(stored().loadedBytes(), whole.sizeBytes());
    assertEquals(voxel(20, 25, 18), new PackedVoxels(whole).at(20, 25, 18));
    Volume raw = stored().read(backend::allocate, backend.gzip());
    requireRows(raw, new Box(Index3.ZERO, new Index3(SIZE.x(), SIZE.y(), SIZE.z())));
  }

  /** Readers take memory for rows by what the header of the file says, which must be so. */
  @Test
  void aWholeVolumeIsRefusedWhoseLongestRowIsAnother() {
    StoredVolume stored = stored();
    long longest = stored.packed().longestRow();
    TensorInfo other =
        new TensorInfo(
            tensor.name(),
            tensor.type(),
            tensor.size(),
            tensor.offset(),
            new TensorInfo.PackedBytes(stored.packed().total(), longest + 1));
    StoredVolume wrong = StoredVolume.of(stored.file(), stored.stamp(), other, null);
    DatasetException refused =
        assertThrows(DatasetException.class, () -> wrong.load(backend::allocate, backend.gzip()));
    assertTrue(
        refused
            .getMessage()
            .contains(
                Text.format(
                    "has a row of %d bytes, the longest, where the header of the file says %d",
                    longest, longest + 1)),
        refused.getMessage());
  }

  @Test
  void anyRowsComeAsAPartOrRaw() {
    Random random = new Random(3);
    for (int run = 0; run < 60; run++) {
      int y = random.nextInt(SIZE.y());
      int z = random.nextInt(SIZE.z());
      Box rows =
          new Box(
              new Index3(0, y, z),
              new Index3(
                  SIZE.x(),
                  y + 1 + random.nextInt(SIZE.y() - y),
                  z + 1 + random.nextInt(SIZE.z() - z)));
      requireRows(stored().readRows(rows, backend::allocate), rows);
      Box whole = new BrickLayout(SIZE).whole(rows);
      PackedVolume part = (PackedVolume) stored().loadRows(whole, backend::allocate);
      assertEquals(whole.size(), part.size());
      assertTrue(PackedCheck.problem(part).isEmpty());
      Size3 wanted = rows.size();
      assertTrue(part.sizeBytes() <= stored().rowsBytes(wanted.y(), wanted.z()), rows.toString());
      int atY = y - whole.begin().y();
      int atZ = z - whole.begin().z();
      assertEquals(voxel(11, y, z), new PackedVoxels(part).at(11, atY, atZ));
    }
  }

  @Test
  void aPartIsTheSameWhateverStaysInMemory() {
    TileGrid grid = new TileGrid(SIZE);
    assertEquals(2, grid.count());
    Random random = new Random(9);
    for (int run = 0; run < 80; run++) {
      BitSet wanted = BitSet.valueOf(new long[] {run % 4});
      LimitedBricks kept =
          new LimitedBricks(backend, wanted, run < 40 ? 1 << 20 : random.nextInt(9000));
      for (int read = 0; read < 3; read++) {
        int y = random.nextInt(SIZE.y());
        int z = random.nextInt(SIZE.z());
        Box whole =
            new BrickLayout(SIZE)
                .whole(
                    new Box(
                        new Index3(0, y, z),
                        new Index3(
                            SIZE.x(),
                            y + 1 + random.nextInt(SIZE.y() - y),
                            z + 1 + random.nextInt(SIZE.z() - z))));
        assertEquals(
            bytes(stored().loadRows(whole, backend::allocate)),
            bytes(stored().loadRows(whole, backend::allocate, kept)),
            whole.toString());
      }
      assertTrue(kept.count() <= wanted.cardinality());
    }
  }

  private static ByteBuffer bytes(VolumeData part) {
    return part.data().view(0, (int) part.sizeBytes());
  }

  private static void requireRows(Volume found, Box rows) {
    short[] wanted = new short[(int) rows.size().voxels()];
    int next = 0;
    for (int z = rows.begin().z(); z < rows.end().z(); z++) {
      for (int y = rows.begin().y(); y < rows.end().y(); y++) {
        for (int x = 0; x < SIZE.x(); x++) {
          wanted[next++] = (short) voxel(x, y, z);
        }
      }
    }
    short[] values = new short[wanted.length];
    found.data().view(0, wanted.length * 2).asShortBuffer().get(values);
    assertArrayEquals(wanted, values, rows.toString());
  }
}
