package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipException;
import org.ibengine.backend.Backend;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.StreamDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** gzip, checked against {@code java.util.zip} in both directions. */
public interface GzipContract extends BackendSource {
  private byte[] encode(byte[] plain) {
    try (Backend backend = open(1)) {
      ByteBuffer target = ByteBuffer.allocateDirect(backend.gzip().maxEncodedSize(plain.length));
      backend.gzip().encode(GzipFiles.direct(plain), target);
      return GzipFiles.bytes(target.flip());
    }
  }

  /** Inflates a whole file whose plain size is known, in pieces. */
  private byte[] decode(byte[] file, int plainSize, int sourcePiece, int targetPiece)
      throws ZipException {
    try (Backend backend = open(1);
        StreamDecoder decoder = backend.gzip().newDecoder()) {
      ByteBuffer target = ByteBuffer.allocateDirect(plainSize + 1); // room to reach the trailer
      ByteBuffer source = GzipFiles.direct(file);
      for (int taken = 0; taken < file.length; taken = source.position()) {
        int before = source.position() + target.position();
        source.limit(Math.min(file.length, taken + sourcePiece));
        target.limit(Math.min(target.capacity(), target.position() + targetPiece));
        decoder.decode(source, target);
        assertTrue(source.position() + target.position() > before, "no progress at " + taken);
      }
      assertTrue(decoder.atEnd());
      return GzipFiles.bytes(target.flip());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 63, 32_767, 32_768, 65_536, 1_000_003})
  default void whatIsEncodedDecodesToItselfAndByJava(int size) throws IOException {
    byte[] plain = GzipFiles.smooth(size, 3);
    byte[] encoded = encode(plain);
    assertArrayEquals(plain, GzipFiles.gunzip(encoded));
    assertArrayEquals(plain, decode(encoded, size, Integer.MAX_VALUE >> 1, Integer.MAX_VALUE >> 1));
  }

  @Test
  default void bytesThatDoNotCompressFitIntoTheBound() throws IOException {
    byte[] noise = new byte[300_001];
    new Random(9).nextBytes(noise);
    assertArrayEquals(noise, GzipFiles.gunzip(encode(noise)));
  }

  @Test
  default void theHeaderHasNeitherNameNorTime() {
    byte[] encoded = encode(GzipFiles.smooth(100, 1));
    byte[] header = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0};
    assertArrayEquals(header, Arrays.copyOf(encoded, 8));
  }

  @Test
  default void equalInputGivesEqualBytes() {
    byte[] plain = GzipFiles.smooth(200_000, 4);
    assertArrayEquals(encode(plain), encode(plain.clone()));
  }

  @Test
  default void smoothVoxelsBecomeSmaller() {
    assertTrue(encode(GzipFiles.smooth(200_000, 4)).length < 120_000);
  }

  @ParameterizedTest
  @CsvSource({"1,1000000", "1000000,1", "7,13", "1000,999", "4096,65536"})
  default void decodingInPiecesOfAnySizeGivesTheSame(int sourcePiece, int targetPiece)
      throws IOException {
    byte[] plain = GzipFiles.smooth(20_011, 5);
    assertArrayEquals(
        plain, decode(GzipFiles.gzip(plain, 6), plain.length, sourcePiece, targetPiece));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1_000_000})
  default void membersFollowBackToBackAndZerosAfterThemAreIgnored(int piece) throws IOException {
    byte[] a = GzipFiles.smooth(3_001, 6);
    byte[] b = GzipFiles.smooth(777, 7);
    byte[] none = {};
    byte[] file =
        GzipFiles.join(
            GzipFiles.gzip(a, 1), GzipFiles.gzip(none, 9), GzipFiles.gzip(b, 9), new byte[13]);
    assertArrayEquals(GzipFiles.join(a, b), decode(file, a.length + b.length, piece, 1_000_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1_000_000})
  default void aHeaderMayHaveAnExtraFieldANameACommentAndAChecksum(int piece) throws IOException {
    byte[] plain = GzipFiles.smooth(500, 8);
    byte[] file = GzipFiles.withFullHeader(GzipFiles.gzip(plain, 6));
    assertArrayEquals(plain, decode(file, plain.length, piece, 1_000_000));
  }

  @Test
  default void positionsAndLimitsOfBothBuffersAreHonouredAndAdvanced() throws IOException {
    byte[] plain = GzipFiles.smooth(1_000, 2);
    try (Backend backend = open(1);
        StreamDecoder decoder = backend.gzip().newDecoder()) {
      ByteBuffer source = ByteBuffer.allocateDirect(1_020).position(7).limit(1_007);
      source.duplicate().put(plain);
      int bound = backend.gzip().maxEncodedSize(1_000);
      ByteBuffer packed = ByteBuffer.allocateDirect(bound + 20).position(11);
      backend.gzip().encode(source, packed);
      assertEquals(1_007, source.position());
      ByteBuffer back = ByteBuffer.allocateDirect(1_030).position(5);
      ByteBuffer in = packed.duplicate().flip().position(11);
      decoder.decode(in, back);
      assertEquals(packed.position(), in.position());
      assertEquals(1_005, back.position());
      assertArrayEquals(plain, GzipFiles.bytes(back.flip().position(5)));
    }
  }

  private void assertDamaged(byte[] file) {
    assertThrows(ZipException.class, () -> decode(file, 100_000, 1_000_000, 1_000_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -4, -5, -8})
  default void aFlippedBitInTheTrailerIsFound(int fromEnd) throws IOException {
    byte[] file = GzipFiles.gzip(GzipFiles.smooth(5_000, 1), 6);
    file[file.length + fromEnd] ^= 0x10;
    assertDamaged(file);
  }

  @Test
  default void aFlippedBitAnywhereInTheDataIsFound() throws IOException {
    byte[] file = GzipFiles.gzip(GzipFiles.smooth(5_000, 1), 6);
    for (int at = 10; at < file.length; at += 97) {
      byte[] damaged = file.clone();
      damaged[at] ^= 4;
      assertThrows(Throwable.class, () -> decode(damaged, 100_000, 1_000_000, 1_000_000), "" + at);
    }
  }

  @Test
  default void bytesThatAreNotGzipAreRefused() throws IOException {
    assertDamaged(
        "plain text, no gzip at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    byte[] otherMethod = GzipFiles.gzip(new byte[100], 6);
    otherMethod[2] = 7;
    assertDamaged(otherMethod);
    byte[] reservedFlag = GzipFiles.gzip(new byte[100], 6);
    reservedFlag[3] = (byte) 0x80;
    assertDamaged(reservedFlag);
    assertDamaged(GzipFiles.join(GzipFiles.gzip(new byte[100], 6), new byte[] {1, 2, 3}));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 10, 11, 500, -9, -8, -1})
  default void aTruncatedFileDoesNotEndWithAMember(int length) throws IOException {
    byte[] file = GzipFiles.gzip(GzipFiles.smooth(5_000, 1), 6);
    byte[] cut = Arrays.copyOf(file, length > 0 ? length : file.length + length);
    try (Backend backend = open(1);
        StreamDecoder decoder = backend.gzip().newDecoder()) {
      ByteBuffer source = GzipFiles.direct(cut);
      decoder.decode(source, ByteBuffer.allocateDirect(10_000));
      assertEquals(0, source.remaining());
      assertFalse(decoder.atEnd());
    }
  }

  @Test
  default void aTargetSmallerThanTheBoundIsRefusedAndNothingIsTaken() {
    try (Backend backend = open(1)) {
      GzipCodec gzip = backend.gzip();
      ByteBuffer source = GzipFiles.direct(new byte[1000]);
      ByteBuffer small = ByteBuffer.allocateDirect(gzip.maxEncodedSize(1000) - 1);
      assertThrows(IllegalArgumentException.class, () -> gzip.encode(source, small));
      assertEquals(0, source.position());
      assertThrows(IllegalArgumentException.class, () -> gzip.maxEncodedSize(-1));
    }
  }

  @Test
  default void aClosedDecoderIsRefusedAndClosingTwiceIsANoOp() {
    try (Backend backend = open(1)) {
      StreamDecoder decoder = backend.gzip().newDecoder();
      assertFalse(decoder.atEnd());
      decoder.close();
      decoder.close();
      ByteBuffer any = ByteBuffer.allocateDirect(8);
      assertThrows(IllegalStateException.class, () -> decoder.decode(any, any.duplicate()));
    }
  }
}
