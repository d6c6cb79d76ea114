package org.ibengine.prepare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntToDoubleFunction;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.volume.VoxelType;

/** Writes volumes on the grid of {@link RawCases}, of any type and scaling, voxel by voxel. */
final class VoxelFiles {
  private VoxelFiles() {}

  /**
   * @param name ends with {@code .nii}
   * @param raw from the voxel's place in memory
   */
  static Path write(Path folder, String name, VoxelType type, IntToDoubleFunction raw)
      throws IOException {
    return writeScaled(folder, name, type, raw, 1, 0);
  }

  static Path writeScaled(
      Path folder,
      String name,
      VoxelType type,
      IntToDoubleFunction raw,
      float slope,
      float intercept)
      throws IOException {
    int voxels = (int) RawCases.SIZE.voxels();
    ByteBuffer file =
        ByteBuffer.allocate(NiftiWriter.HEADER_BYTES + voxels * type.sizeBytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    NiftiWriter.putHeader(file, RawCases.GRID, type);
    file.putFloat(112, slope).putFloat(116, intercept);
    for (int i = 0; i < voxels; i++) {
      put(file, type, raw.applyAsDouble(i));
    }
    return Files.write(Files.createDirectories(folder).resolve(name), file.array());
  }

  private static void put(ByteBuffer file, VoxelType type, double value) {
    switch (type) {
      case UINT8, INT8 -> file.put((byte) value);
      case INT16, UINT16 -> file.putShort((short) (int) value);
      case INT32, UINT32 -> file.putInt((int) (long) value);
      case FLOAT32 -> file.putFloat((float) value);
      case FLOAT64 -> file.putDouble(value);
    }
  }
}
