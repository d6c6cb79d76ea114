package org.ibengine.io.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ScaledVoxels;
import org.ibengine.io.StoredType;
import org.ibengine.io.TrackedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Voxels that pass by without being kept. */
class VoxelStreamTest {
  private static final GzipCodec GZIP = new JdkGzipCodec();

  @TempDir Path folder;
  private final TrackedMemory memory = new TrackedMemory();

  @Test
  void longIntegersThatDoNotFitAreNamedWithTheirVoxel() {
    NiftiBytes file =
        NiftiBytes.single()
            .type(1024, 64)
            .append(105 * 8, b -> b.putLong(840 - 8 + 352, -1L << 40));
    Path path = file.writeTo(folder.resolve("l.nii"));
    DatasetException e =
        assertThrows(
            DatasetException.class, () -> ImageFiles.stream(path, GZIP, (raw, count) -> {}));
    assertTrue(e.getMessage().contains("was -1099511627776 at voxel (2, 4, 6)"), e.getMessage());
  }

  @Test
  void voxelsPassByInOrderAsTheyAreReadIntoMemory() {
    int side = 61; // several blocks, the last one not full
    int voxels = side * side * side;
    for (StoredType type : StoredType.values()) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
        NiftiBytes file = NiftiBytes.single(1, order).shape(side, side, side).type(type);
        file.append(voxels * type.sizeBytes(), b -> fill(b, type, voxels));
        Path path = file.writeTo(folder.resolve("s.nii"));
        double[] seen = new double[voxels];
        int[] at = {0};
        ImageHeader header =
            ImageFiles.stream(
                path,
                GZIP,
                (raw, count) -> {
                  System.arraycopy(raw, 0, seen, at[0], count);
                  at[0] += count;
                });
        try (Image image = ImageFiles.read(path, memory, GZIP)) {
          assertEquals(image.header(), header);
          double[] whole = new double[voxels];
          ScaledVoxels.read(image, 0, voxels, whole); // not scaled
          assertArrayEquals(whole, seen, type + " " + order);
        }
      }
    }
  }

  private static void fill(ByteBuffer target, StoredType type, int voxels) {
    for (int i = 0; i < voxels; i++) {
      int value = i * 2654435;
      switch (type) {
        case UINT8, INT8 -> target.put((byte) value);
        case INT16, UINT16 -> target.putShort((short) value);
        case INT32, UINT32 -> target.putInt(value);
        case FLOAT32 -> target.putFloat(value);
        case FLOAT64 -> target.putDouble(value);
        default -> target.putLong(value & 0x7fff_ffff);
      }
    }
  }
}
