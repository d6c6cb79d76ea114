package org.ibengine.cli.info;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.io.TempDir;

/** Files of six voxels. */
abstract class OnSmallFiles {
  static final Size3 SIZE = new Size3(3, 1, 2);

  @TempDir Path folder;

  static ByteBuffer header(VoxelType type) {
    ByteBuffer file =
        ByteBuffer.allocate(NiftiWriter.HEADER_BYTES + (int) SIZE.voxels() * type.sizeBytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    Geometry geometry =
        new Geometry(SIZE, new Spacing(2, 3, 4), Affine.of(2, 0, 0, 5, 0, 3, 0, 6, 0, 0, 4, 7));
    NiftiWriter.putHeader(file, geometry, type);
    return file;
  }

  Path int16(String name, int slope, int intercept, int... voxels) throws IOException {
    ByteBuffer file = header(VoxelType.INT16);
    file.putFloat(112, slope).putFloat(116, intercept);
    for (int voxel : voxels) {
      file.putShort((short) voxel);
    }
    return Files.write(folder.resolve(name), file.array());
  }

  Path float32(String name, float... voxels) throws IOException {
    ByteBuffer file = header(VoxelType.FLOAT32);
    for (float voxel : voxels) {
      file.putFloat(voxel);
    }
    return Files.write(folder.resolve(name), file.array());
  }

  static JsonNode json(CommandLineRun run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }
}
