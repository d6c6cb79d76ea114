package org.ibengine.conformance;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** gzip files made and read by {@code java.util.zip}. */
final class GzipFiles {
  private GzipFiles() {}

  /** Bytes that compress about as voxels do. */
  static byte[] smooth(int size, long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i / 50 + (i % 7 == 0 ? random.nextInt(16) : 0));
    }
    return bytes;
  }

  static byte[] gzip(byte[] plain, int level) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new Leveled(out, level)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static final class Leveled extends GZIPOutputStream {
    Leveled(ByteArrayOutputStream out, int level) throws IOException {
      super(out);
      def.setLevel(level);
    }
  }

  static byte[] gunzip(byte[] file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      return in.readAllBytes();
    }
  }

  /** The file of a plain ten-byte header with every optional field in its header. */
  static byte[] withFullHeader(byte[] file) {
    byte[] header = Arrays.copyOf(file, 10);
    header[3] = 2 | 4 | 8 | 16;
    byte[] fields = {3, 0, 'a', 0, 'b', 'n', 'a', 'm', 'e', 0, 'w', 'h', 'y', 0};
    byte[] summed = join(header, fields);
    CRC32 crc = new CRC32();
    crc.update(summed);
    byte[] checksum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
    return join(summed, checksum, Arrays.copyOfRange(file, 10, file.length));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
