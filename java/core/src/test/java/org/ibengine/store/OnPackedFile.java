package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A file with one volume of int16, raw and packed. */
abstract class OnPackedFile {
  static final Size3 SIZE = new Size3(21, 26, 19);
  private static final DataId ID = new DataId("0123456789abcdef", 7);

  @TempDir private Path folder;
  final ReferenceBackend backend = new ReferenceBackend();
  Path file;
  TensorInfo tensor;

  static int voxel(int x, int y, int z) {
    return 100 * z + 7 * y - (x * x * (y + z)) % 90 - 300;
  }

  @BeforeEach
  void write() throws IOException {
    HostBuffer data = backend.allocate(SIZE.voxels() * 2);
    ByteBuffer bytes = data.view(0, (int) SIZE.voxels() * 2);
    for (int i = 0; i < SIZE.voxels(); i++) {
      int x = i % SIZE.x();
      int y = i / SIZE.x() % SIZE.y();
      bytes.putShort((short) voxel(x, y, i / (SIZE.x() * SIZE.y())));
    }
    Volume raw = new Volume(SIZE, VoxelType.INT16, data);
    HostBuffer packed = backend.allocate(1 << 17);
    long length = backend.pack(raw, packed, 1 << 17, 1);
    file = folder.resolve("v.safetensors");
    VolumesFile.write(
        file,
        "v",
        List.of(
            new NamedVolume("RAW", raw),
            new NamedVolume("CT", new PackedVolume(SIZE, VoxelType.INT16, packed, length))),
        ID);
    try (VolumesFile volumes = VolumesFile.open(file)) {
      tensor = volumes.tensor("CT");
      assertEquals(SIZE, tensor.size());
      assertEquals(VoxelType.INT16, tensor.type());
      assertEquals(length, tensor.storedBytes());
      assertEquals(0, tensor.offset() % VolumesFile.ALIGNMENT);
      assertEquals(SIZE.voxels() * 2, volumes.tensor("RAW").storedBytes());
    }
  }

  final StoredVolume stored() {
    return StoredVolume.of(file, FileStamp.of(file), tensor, null);
  }
}
