package org.ibengine.gzip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkGzipCodecTest {
  private static final byte[] TEXT = "three lesions, one voxel each".getBytes();

  private final GzipCodec codec = new JdkGzipCodec();

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static byte[] remaining(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private byte[] encode(byte[] content) {
    ByteBuffer target = ByteBuffer.allocateDirect(codec.maxEncodedSize(content.length));
    codec.encode(direct(content), target);
    return remaining(target.flip());
  }

  private static byte[] jdkGzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }

  /** What comes out in all; the source is handed over in parts, the target taken in parts. */
  private Decoded decode(byte[] packed, int sourcePart, int targetPart) throws ZipException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer target = ByteBuffer.allocateDirect(targetPart);
    try (StreamDecoder decoder = codec.newDecoder()) {
      for (int begin = 0; begin < packed.length; begin += sourcePart) {
        ByteBuffer source =
            direct(Arrays.copyOfRange(packed, begin, Math.min(packed.length, begin + sourcePart)));
        do {
          target.clear();
          decoder.decode(source, target);
          all.writeBytes(remaining(target.flip()));
        } while (source.hasRemaining() || target.limit() == target.capacity());
      }
      return new Decoded(all.toByteArray(), decoder.atEnd());
    }
  }

  private record Decoded(byte[] bytes, boolean complete) {}

  private void assertDecodes(byte[] expected, byte[] packed, int sourcePart, int targetPart)
      throws ZipException {
    Decoded decoded = decode(packed, sourcePart, targetPart);
    assertArrayEquals(expected, decoded.bytes());
    assertTrue(decoded.complete());
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 16383, 16384, 32767, 32768, 65535, 65536, 200003})
  void anySizeComesBackWhetherItShrinksOrGrows(int size) throws IOException {
    for (byte[] content : new byte[][] {randomBytes(size), new byte[size]}) {
      byte[] packed = encode(content);
      assertDecodes(content, packed, 1 << 20, 1 << 20);
      assertDecodes(content, packed, 1021, 4093);
      assertDecodes(content, jdkGzip(content), 509, 70001);
      GZIPInputStream other = new GZIPInputStream(new ByteArrayInputStream(packed));
      assertArrayEquals(content, other.readAllBytes());
    }
  }

  @Test
  void encodeAdvancesBothPositionsAndIsRepeatable() {
    ByteBuffer source = direct(TEXT).position(3);
    ByteBuffer target = ByteBuffer.allocateDirect(500).position(100);
    codec.encode(source, target);
    assertFalse(source.hasRemaining());
    int end = target.position();
    byte[] packed = remaining(target.position(100).limit(end));
    assertArrayEquals(encode(Arrays.copyOfRange(TEXT, 3, TEXT.length)), packed);
  }

  @Test
  void encodeRefusesATargetWithLessRoomThanPromised() {
    ByteBuffer target = ByteBuffer.allocateDirect(codec.maxEncodedSize(TEXT.length) - 1);
    assertThrows(IllegalArgumentException.class, () -> codec.encode(direct(TEXT), target));
    assertThrows(IllegalArgumentException.class, () -> codec.maxEncodedSize(-1));
    assertThrows(IllegalArgumentException.class, () -> codec.maxEncodedSize(Integer.MAX_VALUE));
  }

  @Test
  void membersBackToBackAreOneStreamHoweverTheyAreSplit() throws IOException {
    byte[] first = jdkGzip(TEXT);
    byte[] packed = concat(first, encode(new byte[0]), encode(TEXT), new byte[5]);
    byte[] expected = concat(TEXT, TEXT);
    for (int part = 1; part <= packed.length; part++) {
      assertDecodes(expected, packed, part, 1);
      assertDecodes(expected, packed, part, 17);
      assertDecodes(expected, packed, part, expected.length);
    }
  }

  /** A header with all optional fields that {@code flags} names. */
  private static byte[] header(int flags) {
    byte[] fixed = {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 2, 3};
    byte[] extra = (flags & 4) == 0 ? new byte[0] : new byte[] {3, 0, 'a', 0, 'c'};
    byte[] name = (flags & 8) == 0 ? new byte[0] : new byte[] {'n', 'i', 'i', 0};
    byte[] comment = (flags & 16) == 0 ? new byte[0] : new byte[] {0};
    byte[] header = concat(fixed, extra, name, comment);
    if ((flags & 2) == 0) {
      return header;
    }
    CRC32 crc = new CRC32();
    crc.update(header);
    return concat(header, new byte[] {(byte) crc.getValue(), (byte) (crc.getValue() >>> 8)});
  }

  private byte[] withHeader(byte[] header) {
    byte[] packed = encode(TEXT);
    return concat(header, Arrays.copyOfRange(packed, 10, packed.length));
  }

  @Test
  void optionalHeaderFieldsArePassedOverInAnyCombinationByteByByte() throws ZipException {
    for (int flags = 0; flags < 32; flags++) {
      byte[] packed = withHeader(header(flags));
      assertDecodes(TEXT, packed, 1, 1);
      assertDecodes(TEXT, packed, 3, 100);
      assertDecodes(concat(TEXT, TEXT), concat(packed, packed), 1000, 1000);
    }
  }

  @Test
  void emptyAndLongExtraFieldsArePassedOver() throws ZipException {
    byte[] fixed = {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, 0};
    assertDecodes(TEXT, withHeader(concat(fixed, new byte[2])), 1, 9);
    byte[] longest = concat(fixed, new byte[] {-1, -1}, randomBytes(65535));
    assertDecodes(TEXT, withHeader(longest), 1000, 9);
  }

  @Test
  void headersThatAreNotGzipAreRefused() {
    int[][] faults = {{0, 0x1e}, {1, 0}, {2, 7}, {3, 0x20}, {3, 0x80}};
    for (int[] fault : faults) {
      byte[] packed = encode(TEXT);
      packed[fault[0]] = (byte) fault[1];
      assertThrows(ZipException.class, () -> decode(packed, 1000, 1000));
    }
    byte[] header = header(2);
    header[header.length - 1] ^= 1;
    ZipException e = assertThrows(ZipException.class, () -> decode(withHeader(header), 9, 9));
    assertTrue(e.getMessage().contains("header checksum"), e.getMessage());
  }

  @Test
  void wrongChecksumAndWrongLengthAreTold() {
    byte[] crc = encode(TEXT);
    crc[crc.length - 5] ^= 1;
    ZipException e = assertThrows(ZipException.class, () -> decode(crc, 9, 9));
    assertTrue(e.getMessage().contains("gzip checksum differs"), e.getMessage());
    byte[] length = encode(TEXT);
    length[length.length - 4] ^= 1;
    e = assertThrows(ZipException.class, () -> decode(length, 9, 9));
    assertTrue(e.getMessage().contains("stored 28, inflated 29"), e.getMessage());
  }

  @Test
  void noFlippedBitYieldsWrongBytesThatCountAsComplete() {
    byte[] content = concat(TEXT, new byte[300], TEXT);
    byte[] packed = encode(content);
    for (int bit = 0; bit < 8 * packed.length; bit++) {
      byte[] flipped = packed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        Decoded decoded = decode(flipped, 1000, 1000);
        assertTrue(!decoded.complete() || Arrays.equals(content, decoded.bytes()), "bit " + bit);
      } catch (ZipException e) {
        assertFalse(e.getMessage().isBlank());
      }
    }
  }

  @Test
  void streamsCutOffAnywhereAreIncomplete() throws ZipException {
    byte[] packed = encode(TEXT);
    for (int length = 0; length < packed.length; length++) {
      assertFalse(decode(Arrays.copyOf(packed, length), 7, 5).complete(), "length " + length);
    }
  }

  @Test
  void onlyZeroBytesMayFollowTheLastMember() throws ZipException {
    byte[] packed = encode(TEXT);
    assertDecodes(TEXT, concat(packed, new byte[1000]), 11, 100);
    for (byte[] tail : new byte[][] {{1}, {0, 0, 1}, {0, 0x1f, (byte) 0x8b}, {0x1f, 0}}) {
      assertThrows(ZipException.class, () -> decode(concat(packed, tail), 11, 100));
    }
  }

  @Test
  void closedDecodersRefuseToWork() {
    StreamDecoder decoder = codec.newDecoder();
    decoder.close();
    decoder.close();
    assertThrows(
        IllegalStateException.class,
        () -> decoder.decode(direct(TEXT), ByteBuffer.allocateDirect(9)));
    assertEquals(false, decoder.atEnd());
  }
}
