package org.ibengine.gzip;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.zip.ZipException;

/** Any bytes at all: inflated, or refused as ZipException; nothing else, and always an end. */
class GzipFuzzTest {
  private static final int TARGET_BYTES = 1 << 12;

  @FuzzTest(maxDuration = "2s")
  void anyBytesAreInflatedOrRefused(byte[] packed) {
    ByteBuffer source = ByteBuffer.allocateDirect(packed.length).put(packed).flip();
    ByteBuffer target = ByteBuffer.allocateDirect(TARGET_BYTES);
    try (StreamDecoder decoder = new JdkGzipCodec().newDecoder()) {
      do {
        int before = source.position();
        decoder.decode(source, target.clear());
        if (target.hasRemaining() && source.hasRemaining()) {
          throw new AssertionError("stopped at %d with room and input".formatted(before));
        }
      } while (!target.hasRemaining());
      decoder.atEnd();
    } catch (ZipException e) {
      if (e.getMessage() == null) {
        throw new AssertionError("refused without a reason", e);
      }
    }
  }
}
