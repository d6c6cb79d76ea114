package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedVolumeTest {
  private static final int MOST_BYTES = 64 << 20;

  private final List<Box> asked = Collections.synchronizedList(new ArrayList<>());

  /** The first voxel of each row is its number in the volume, the others are not written. */
  private ServedVolume volume(Size3 size) {
    return new ServedVolume(
        "a", "T1", size, VoxelType.FLOAT64, (rows, into) -> write(size, rows, into));
  }

  private void write(Size3 size, Box rows, ByteBuffer into) {
    asked.add(rows);
    assertTrue(into.remaining() <= MOST_BYTES, rows.toString());
    for (int z = rows.begin().z(); z < rows.end().z(); z++) {
      for (int y = rows.begin().y(); y < rows.end().y(); y++) {
        into.putDouble(into.position(), (double) z * size.y() + y);
        into.position(into.position() + size.x() * Double.BYTES);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 5, 7, 1", "1021, 97, 101, 2", "65536, 160, 2, 4"})
  void largeVolumesAreAskedForInParts(int x, int y, int z, int parts) {
    Size3 size = new Size3(x, y, z);
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      Volume volume = volume(size).read(backend::allocate, backend.gzip());
      for (int row = 0; row < y * z; row++) {
        long at = (long) row * x * Double.BYTES;
        assertEquals(row, volume.data().view(at, Double.BYTES).getDouble());
      }
      volume.data().close();
    }
    assertEquals(parts, asked.size());
  }

  @Test
  void rowsOfAPatchAreAskedForAlone() {
    Box rows = new Box(new Index3(0, 2, 3), new Index3(3, 4, 6));
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      Volume volume = volume(new Size3(3, 5, 7)).readRows(rows, backend::allocate);
      assertEquals(new Size3(3, 2, 3), volume.size());
      assertEquals(5 * 3 + 2, volume.data().view(0, Double.BYTES).getDouble());
      assertEquals(5 * 5 + 3, volume.data().view(5 * 3 * Double.BYTES, Double.BYTES).getDouble());
      volume.data().close();
    }
    assertEquals(List.of(rows), asked);
  }
}
