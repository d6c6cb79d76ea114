package org.ibengine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.ibengine.backend.Backend;
import org.ibengine.volume.HostBuffer;
import org.junit.jupiter.api.Test;

class CpuBufferTest {
  private static final long FIVE_GIB = 5L << 30;

  private static Backend open() {
    return new CpuBackendProvider().open(2);
  }

  @Test
  void aBufferMayBeLargerThanAByteBuffer() {
    try (Backend backend = open();
        HostBuffer buffer = backend.allocate(FIVE_GIB)) {
      assertEquals(FIVE_GIB, buffer.sizeBytes());
      buffer.view(FIVE_GIB - 4, 4).putInt(0x01020304);
      buffer.view((1L << 32) - 2, 4).putInt(0x05060708);
      assertEquals(0x01020304, buffer.view(FIVE_GIB - 8, 8).getInt(4));
      assertEquals(0x05060708, buffer.view((1L << 32) - 4, 8).getInt(2));
      assertThrows(IllegalArgumentException.class, () -> buffer.view(FIVE_GIB - 3, 4));
    }
  }

  @Test
  void aBlockIsReusedAfterItIsClosed() {
    try (Backend backend = open()) {
      CpuBuffer first = CpuBuffer.of(backend.allocate(123_456));
      long address = first.address();
      first.close();
      try (HostBuffer second = backend.allocate(123_456)) {
        assertEquals(address, CpuBuffer.of(second).address());
      }
    }
  }

  @Test
  void closingTheBackendReturnsIdleBlocksToTheSystem() {
    Backend backend = open();
    backend.allocate(1 << 20).close();
    ByteBuffer inUse = CallBuffers.create(8);
    ByteBuffer idle = CallBuffers.create(8);
    CpuLibrary.ib_memory_usage(inUse, idle);
    assertTrue(idle.getLong(0) >= 1 << 20);
    backend.close();
    CpuLibrary.ib_memory_usage(inUse, idle);
    assertEquals(0, idle.getLong(0));
  }
}
