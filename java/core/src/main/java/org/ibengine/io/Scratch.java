package org.ibengine.io;

import java.nio.ByteBuffer;
import org.ibengine.volume.HostBuffer;

/**
 * Direct memory a read needs on the way; one read at a time.
 *
 * @param chunk takes bytes as the file holds them
 * @param spare takes decoded bytes that are skipped or converted
 */
public record Scratch(ByteBuffer chunk, ByteBuffer spare) {
  // Small enough to stay in the second-level cache, large enough to make system calls cheap.
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int SPARE_BYTES = 1 << 18;
  private static final int HEADER_CHUNK_BYTES = 1 << 15;
  private static final int HEADER_SPARE_BYTES = 1 << 12;

  /** Bytes of a buffer for {@link #in}. */
  public static final long BYTES = CHUNK_BYTES + SPARE_BYTES;

  /** Of memory that has at least {@link #BYTES}; the caller closes it. */
  public static Scratch in(HostBuffer memory) {
    return new Scratch(memory.bareView(0, CHUNK_BYTES), memory.bareView(CHUNK_BYTES, SPARE_BYTES));
  }

  /** For voxels that pass by and are not kept. */
  public static Scratch forStream() {
    return new Scratch(
        ByteBuffer.allocateDirect(CHUNK_BYTES), ByteBuffer.allocateDirect(SPARE_BYTES));
  }

  /** For the first bytes of a file. */
  public static Scratch forHeader() {
    return new Scratch(
        ByteBuffer.allocateDirect(HEADER_CHUNK_BYTES),
        ByteBuffer.allocateDirect(HEADER_SPARE_BYTES));
  }
}
