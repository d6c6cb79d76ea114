package org.ibengine.torch.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.error.DatasetException;
import org.ibengine.torch.RequiresLibtorch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the safetensors format, byte by byte. */
@RequiresLibtorch
class TensorFileTest {
  @TempDir private Path folder;

  /** A length, a header, and bytes after it. */
  private Path file(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    return Files.write(folder.resolve("f.safetensors"), bytes.array());
  }

  private static String refusal(Path file) {
    String message = assertThrows(DatasetException.class, () -> TensorFile.read(file)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    return message;
  }

  @Test
  void aFileIsALengthAHeaderAndTheElements() throws IOException {
    Path file = folder.resolve("f.safetensors");
    Tensor values = Tensor.create(new float[] {1, -2, 0.5f}, 3, 1);
    TensorFile.write(file, Map.of("w", values), Map.of("format", "pt"));
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer read = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) read.getLong();
    assertEquals(0, length % 8);
    assertEquals(
        "{\"__metadata__\":{\"format\":\"pt\"},\"w\":{\"dtype\":\"F32\",\"shape\":[3,1],\"data_offsets\":[0,12]}}",
        new String(bytes, 8, length, StandardCharsets.UTF_8).stripTrailing());
    read.position(8 + length);
    assertEquals(1f, read.getFloat());
    assertEquals(-2f, read.getFloat());
    assertEquals(0.5f, read.getFloat());
    assertFalse(read.hasRemaining());
    assertFalse(Files.exists(folder.resolve("f.safetensors.part")));
  }

  @Test
  void metadataAreWrittenInTheOrderOfTheirKeys() throws IOException {
    Path file = folder.resolve("f.safetensors");
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("network", "{}");
    metadata.put("format", "pt");
    TensorFile.write(file, Map.of(), metadata);
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertTrue(text.indexOf("format") < text.indexOf("network"), text);
  }

  @Test
  void everyTypeComesBackAsItWas() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List.of(ScalarType.Float, ScalarType.Double, ScalarType.Half, ScalarType.Long, ScalarType.Byte)
        .forEach(
            type -> tensors.put(type.name(), Tensor.create(new float[] {3, 1, 2}, 1, 3).to(type)));
    tensors.put("scalar", Tensor.create(new long[] {7}).squeeze());
    tensors.put("none", Tensor.create(new float[0]));
    Path file = folder.resolve("f.safetensors");
    TensorFile.write(file, tensors, Map.of("a", "ä"));
    try (TensorFile read = TensorFile.read(file)) {
      assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.tensors().keySet()));
      tensors.forEach(
          (name, tensor) -> {
            Tensor found = read.tensors().get(name);
            assertEquals(tensor.scalar_type().value, found.scalar_type().value, name);
            assertArrayEquals(tensor.shape(), found.shape(), name);
            assertTrue(found.equal(tensor), name);
          });
      assertEquals(Map.of("a", "ä"), read.metadata());
    }
  }

  @Test
  void aViewIsWrittenInTheOrderOfItsIndices() {
    Path file = folder.resolve("f.safetensors");
    Tensor matrix = Tensor.create(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    TensorFile.write(file, Map.of("t", matrix.transpose(0, 1)), Map.of());
    try (TensorFile read = TensorFile.read(file)) {
      assertTrue(read.tensors().get("t").equal(matrix.transpose(0, 1)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]} | not JSON",
        "[] | not a JSON object",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"w\":{}} | not JSON",
        "{\"w\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[0,8]}} | has type BF16",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | takes 12 bytes",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,16]}} | 8 bytes follow",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | take 4 bytes, but 8",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | nor leave a gap",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | whole numbers from 0",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4611686018427387904],\"data_offsets\":[0,8]}} | too large",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}} | no list shape",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}} | no list data_offsets",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}} | data_offsets of tensor w are [0]",
        "{\"__metadata__\":{\"a\":1},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | object of texts",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | neither overlap"
      })
  void aHeaderThatLiesIsRefused(String header, String words) throws IOException {
    String message = refusal(file(header, 8));
    assertTrue(message.contains(words), message);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 100_000_001, 30})
  void aHeaderLongerThanItsFileIsRefusedBeforeItIsRead(long length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    Path file = Files.write(folder.resolve("f.safetensors"), bytes.array());
    String message = refusal(file);
    assertTrue(message.contains("its header would be " + Long.toUnsignedString(length)), message);
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    Path file = folder.resolve("f.safetensors");
    TensorFile.write(
        file, Map.of("w", Tensor.create(new float[] {1, 2}), "v", Tensor.create(3f)), Map.of());
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(whole, length));
      assertThrows(DatasetException.class, () -> TensorFile.read(cut), "cut to " + length);
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    String message = refusal(folder.resolve("absent"));
    assertTrue(message.contains("there is no such file"), message);
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("f.safetensors");
    TensorFile.write(file, Map.of("w", Tensor.create(1f)), Map.of());
    byte[] old = Files.readAllBytes(file);
    assertThrows(
        DatasetException.class,
        () ->
            WholeFile.write(
                file,
                channel -> {
                  channel.write(ByteBuffer.wrap(new byte[4]));
                  throw new IOException("no space");
                }));
    assertArrayEquals(old, Files.readAllBytes(file));
  }
}
