package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.ZipException;
import org.ibengine.backend.Backend;
import org.ibengine.gzip.StreamDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading zlib streams that {@code java.util.zip} has written. */
public interface ZlibContract extends BackendSource {
  private static byte[] zlib(byte[] plain, int level, byte... dictionary) {
    Deflater deflater = new Deflater(level);
    try {
      if (dictionary.length > 0) {
        deflater.setDictionary(dictionary);
      }
      deflater.setInput(plain);
      deflater.finish();
      byte[] stream = new byte[plain.length + plain.length / 8 + 100];
      return Arrays.copyOf(stream, deflater.deflate(stream));
    } finally {
      deflater.end();
    }
  }

  /** In pieces; at the end all of the source has been taken. */
  private byte[] decode(byte[] stream, int plainSize, int sourcePiece, int targetPiece)
      throws ZipException {
    try (Backend backend = open(1);
        StreamDecoder decoder = backend.gzip().newZlibDecoder()) {
      ByteBuffer target = ByteBuffer.allocateDirect(plainSize + 1); // room to reach the trailer
      ByteBuffer source = GzipFiles.direct(stream);
      int before = -1;
      // A decoder may hold output back though it has taken all of the source.
      while (source.position() + target.position() > before) {
        before = source.position() + target.position();
        source.limit(Math.min(stream.length, source.position() + sourcePiece));
        target.limit(Math.min(target.capacity(), target.position() + targetPiece));
        decoder.decode(source, target);
      }
      assertEquals(stream.length, source.position());
      assertTrue(decoder.atEnd());
      return GzipFiles.bytes(target.flip());
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1000000", "1000000,1", "7,13", "1000,999", "4096,65536"})
  default void aZlibStreamInPiecesOfAnySizeGivesTheSame(int sourcePiece, int targetPiece)
      throws ZipException {
    for (int level = 0; level <= 9; level += 3) {
      byte[] plain = GzipFiles.smooth(20_011, level);
      assertArrayEquals(plain, decode(zlib(plain, level), plain.length, sourcePiece, targetPiece));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1_000_000})
  default void whatFollowsAZlibStreamIsPassedOver(int piece) throws ZipException {
    byte[] plain = GzipFiles.smooth(3_001, 6);
    byte[] stream = GzipFiles.join(zlib(plain, 6), new byte[] {1, 2, 3}, zlib(plain, 6));
    assertArrayEquals(plain, decode(stream, plain.length, piece, 1_000_000));
    byte[] none = {};
    assertArrayEquals(none, decode(zlib(none, 6), 0, piece, 1_000_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 500, -5, -4, -1})
  default void aCutZlibStreamHasNoEnd(int length) throws ZipException {
    byte[] stream = zlib(GzipFiles.smooth(5_000, 1), 6);
    byte[] cut = Arrays.copyOf(stream, length > 0 ? length : stream.length + length);
    try (Backend backend = open(1);
        StreamDecoder decoder = backend.gzip().newZlibDecoder()) {
      ByteBuffer source = GzipFiles.direct(cut);
      decoder.decode(source, ByteBuffer.allocateDirect(10_000));
      assertEquals(0, source.remaining());
      assertFalse(decoder.atEnd());
    }
  }

  private void assertRefused(byte[] stream) {
    assertThrows(ZipException.class, () -> decode(stream, 100_000, 1_000_000, 1_000_000));
  }

  @Test
  default void anotherChecksumHeaderOrDictionaryIsRefused() {
    byte[] plain = GzipFiles.smooth(5_000, 1);
    for (int fromEnd = 1; fromEnd <= 4; fromEnd++) {
      byte[] damaged = zlib(plain, 6);
      damaged[damaged.length - fromEnd] ^= 0x10;
      assertRefused(damaged);
    }
    assertRefused("plain text, no zlib at all".getBytes(StandardCharsets.US_ASCII));
    byte[] otherMethod = zlib(plain, 6);
    otherMethod[0] = 0x77;
    otherMethod[1] = 0x09;
    assertRefused(otherMethod);
    assertRefused(zlib(plain, 6, (byte) 1, (byte) 2, (byte) 3));
  }

  @Test
  default void aClosedZlibDecoderIsRefusedAndClosingTwiceIsANoOp() {
    try (Backend backend = open(1)) {
      StreamDecoder decoder = backend.gzip().newZlibDecoder();
      assertFalse(decoder.atEnd());
      decoder.close();
      decoder.close();
      ByteBuffer any = ByteBuffer.allocateDirect(8);
      assertThrows(IllegalStateException.class, () -> decoder.decode(any, any.duplicate()));
    }
  }
}
