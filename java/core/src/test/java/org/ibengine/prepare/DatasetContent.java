package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All files of a dataset folder, but for what differs from run to run: ids of data. */
public final class DatasetContent {
  private static final String ID = "[0-9a-f]{16}-[0-9]+";

  private DatasetContent() {}

  /** By relative path, with {@code ID} in the place of ids. */
  public static Map<String, byte[]> of(Path dataset) throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(dataset)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = dataset.relativize(file).toString().replaceAll(ID, "ID");
        content.put(name, withoutId(name, Files.readAllBytes(file)));
      }
    }
    return content;
  }

  private static byte[] withoutId(String name, byte[] bytes) {
    if (name.endsWith("/case.json")) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      String plain = text.replaceAll(ID, "ID");
      // the checksum covers the id in the header
      return (plain.equals(text) ? text : plain.replaceAll("\"(crc32c|modifiedNs)\": [^,}]+", "$1"))
          .getBytes(StandardCharsets.UTF_8);
    }
    if (name.endsWith(".safetensors")) {
      int length = 8 + (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      String header = text.substring(8, length).strip().replaceAll(ID, "ID");
      return (header + text.substring(length)).getBytes(StandardCharsets.ISO_8859_1);
    }
    return bytes;
  }

  public static void assertSame(Map<String, byte[]> wanted, Map<String, byte[]> found) {
    assertEquals(wanted.keySet(), found.keySet());
    wanted.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
  }
}
