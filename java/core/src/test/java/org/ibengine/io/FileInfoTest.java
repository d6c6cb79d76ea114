package org.ibengine.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Percentiles;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted in passing equals what the reference finds in memory. */
class FileInfoTest {
  private static final Size3 SIZE = new Size3(31, 29, 37);

  @TempDir private Path folder;
  private final Backend backend = new ReferenceBackend();

  private Path random(VoxelType type, boolean anyBits) throws IOException {
    ByteBuffer file =
        ByteBuffer.allocate(NiftiWriter.HEADER_BYTES + (int) SIZE.voxels() * type.sizeBytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    Geometry grid = new Geometry(SIZE, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1));
    NiftiWriter.putHeader(file, grid, type);
    Random random = new Random(type.ordinal());
    while (file.hasRemaining()) {
      switch (type) {
        case FLOAT32 -> file.putFloat((float) random.nextGaussian() * 1000);
        case FLOAT64 -> file.putDouble(random.nextGaussian() * 1e-9);
        default -> file.put((byte) (anyBits ? random.nextInt() : 3));
      }
    }
    return Files.write(folder.resolve(type + ".nii"), file.array());
  }

  @Test
  void rangesOfEveryTypeAreTheReferences() throws IOException {
    for (VoxelType type : EnumSet.complementOf(EnumSet.of(VoxelType.FLOAT16))) { // of no file
      for (boolean anyBits : new boolean[] {true, false}) {
        Path file = random(type, anyBits);
        FileInfo.ValueRange range = FileInfo.read(file, backend.gzip()).range();
        try (Image image = ImageFiles.read(file, backend::allocate, backend.gzip())) {
          Percentiles expected = backend.percentiles(image.volume(), 0, 1, 50, 99, 100);
          double[] values = expected.values();
          assertEquals(
              new FileInfo.ValueRange(values[0], values[1], values[2], values[3], values[4]),
              range,
              type.toString());
        }
      }
    }
  }
}
