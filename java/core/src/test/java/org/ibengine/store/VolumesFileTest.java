package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumesFileTest {
  private static final Size3 SIZE = new Size3(3, 5, 7);

  @TempDir private Path folder;
  private final Backend backend = new ReferenceBackend();

  private Volume counting(VoxelType type) {
    HostBuffer data = backend.allocate(SIZE.voxels() * type.sizeBytes());
    ByteBuffer bytes = data.view(0, (int) data.sizeBytes());
    for (int i = 0; i < bytes.limit(); i++) {
      bytes.put(i, (byte) (i * 7 + type.ordinal()));
    }
    return new Volume(SIZE, type, data);
  }

  private OutputFile write(Path file) throws IOException {
    List<NamedVolume> volumes = new ArrayList<>();
    for (VoxelType type : VoxelType.values()) {
      volumes.add(new NamedVolume(type.name(), counting(type)));
    }
    return VolumesFile.write(file, "cases/p/v", volumes, new DataId("0123456789abcdef", 7));
  }

  @Test
  void everyTypeComesBackAlignedAndUnchanged() throws IOException {
    Path file = folder.resolve("v.safetensors");
    write(file);
    try (VolumesFile volumes = VolumesFile.open(file)) {
      assertEquals(VoxelType.values().length, volumes.tensors().size());
      for (VoxelType type : VoxelType.values()) {
        TensorInfo tensor = volumes.tensor(type.name());
        assertEquals(0, tensor.offset() % VolumesFile.ALIGNMENT, type.name());
        VolumeData read = volumes.read(tensor, backend.allocate(tensor.sizeBytes()));
        Volume wanted = counting(type);
        assertEquals(SIZE, read.size());
        assertEquals(type, read.type());
        int length = (int) wanted.sizeBytes();
        assertEquals(wanted.data().view(0, length), read.data().view(0, length), type.name());
      }
    }
  }

  @Test
  void theFileHasNoHoleBecauseSafetensorsForbidsThem() throws IOException {
    Path file = folder.resolve("v.safetensors");
    OutputFile output = write(file);
    byte[] bytes = Files.readAllBytes(file);
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    JsonObject json =
        JsonObject.parse(file, new String(bytes, 8, header, StandardCharsets.UTF_8).getBytes());
    double end = 0;
    for (String name : json.names()) {
      if (!name.equals("__metadata__")) {
        double[] offsets = json.object(name).numbers("data_offsets", 2);
        assertEquals(end, offsets[0], name);
        end = offsets[1];
      }
    }
    assertEquals(output.bytes(), 8 + header + (long) end);
    assertEquals((8 + header) % VolumesFile.ALIGNMENT, 0);
  }

  @Test
  void theChecksumIsThatOfTheFile() throws IOException {
    Path file = folder.resolve("v.safetensors");
    OutputFile output = write(file);
    CRC32C checksum = new CRC32C();
    checksum.update(Files.readAllBytes(file));
    assertEquals((int) checksum.getValue(), output.crc32c());
  }

  private void assertRefused(String json, String word) throws IOException {
    Path file = folder.resolve("v.safetensors");
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 100).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(text.length).put(text).array());
    DatasetException error =
        assertThrows(DatasetException.class, () -> VolumesFile.open(file).close(), json);
    assertTrue(error.getMessage().contains(word), error.getMessage());
  }

  private static String tensor(String shape, String offsets) {
    return "{\"a\":{\"dtype\":\"U8\",\"shape\":%s,\"data_offsets\":%s}}".formatted(shape, offsets);
  }

  @Test
  void aTensorThatCannotBeIsRefusedByName() throws IOException {
    assertRefused(tensor("[4,5,6]", "[0,120]"), "must lie inside the file");
    assertRefused(tensor("[1,1,9]", "[-9,0]"), "field a");
    assertRefused(tensor("[1,1,9]", "[9223372036854775807,-9223372036854775800]"), "field a");
    assertRefused(tensor("[2147483647,2147483647,2147483647]", "[0,9]"), "field a");
    assertRefused(tensor("[4294967297,1,9]", "[0,9]"), "field a");
    assertRefused(tensor("[0,1,9]", "[0,0]"), "field a");
    assertRefused(tensor("[1,9]", "[0,9]"), "shape");
    assertRefused("{\"a\":" + "[".repeat(5000), "not valid JSON");
  }

  @Test
  void aHeaderOverAMebibyteIsRefusedBeforeItIsRead() throws IOException {
    Path file = folder.resolve("v.safetensors");
    ByteBuffer bytes = ByteBuffer.allocate(3 << 20).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(VolumesFile.MAX_HEADER_BYTES + 1).array());
    DatasetException error =
        assertThrows(DatasetException.class, () -> VolumesFile.open(file).close());
    assertTrue(error.getMessage().contains("claims 1048577 bytes"), error.getMessage());
  }

  @Test
  void aCutOffFileIsRefused() throws IOException {
    Path file = folder.resolve("v.safetensors");
    write(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 7, 100, 4096, bytes.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      DatasetException error =
          assertThrows(
              DatasetException.class, () -> VolumesFile.open(file).close(), "length " + length);
      assertTrue(error.getMessage().startsWith(file.toString()), error.getMessage());
    }
  }
}
