package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.ibengine.backend.Backend;
import org.ibengine.volume.HostBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory of a backend. */
public interface MemoryContract extends BackendSource {
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4095, 4096, 4097, 1_000_003})
  default void aBufferHoldsWhatWasAskedForAndIsAlignedTo4096(int size) {
    try (Backend backend = open(1);
        HostBuffer buffer = backend.allocate(size)) {
      assertTrue(buffer.sizeBytes() >= size);
      assertEquals(0, buffer.view(0, size).alignmentOffset(0, 4096));
    }
  }

  @Test
  default void writesThroughOneViewAreReadThroughAnotherInLittleEndianOrder() {
    try (Backend backend = open(1);
        HostBuffer buffer = backend.allocate(64)) {
      buffer.view(8, 4).putInt(0, 0x04030201);
      ByteBuffer all = buffer.view(0, 64);
      assertEquals(1, all.get(8));
      assertEquals(4, all.get(11));
      assertEquals(0x04030201, all.getInt(8));
    }
  }

  @Test
  default void aViewIsDirectAndEndsWhereItWasAskedTo() {
    try (Backend backend = open(1);
        HostBuffer buffer = backend.allocate(64)) {
      ByteBuffer view = buffer.view(13, 7);
      assertTrue(view.isDirect());
      assertEquals(0, view.position());
      assertEquals(7, view.remaining());
      assertEquals(7, view.capacity());
      assertEquals(0, buffer.view(buffer.sizeBytes(), 0).capacity());
    }
  }

  @Test
  default void aViewOutsideTheBufferIsRefused() {
    try (Backend backend = open(1);
        HostBuffer buffer = backend.allocate(4096)) {
      long size = buffer.sizeBytes();
      assertThrows(IllegalArgumentException.class, () -> buffer.view(-1, 2));
      assertThrows(IllegalArgumentException.class, () -> buffer.view(0, -1));
      assertThrows(IllegalArgumentException.class, () -> buffer.view(size - 1, 2));
      assertThrows(IllegalArgumentException.class, () -> buffer.view(Long.MAX_VALUE, 2));
    }
  }

  @Test
  default void buffersInUseDoNotOverlapAndReusedOnesAreWhole() {
    try (Backend backend = open(1)) {
      for (byte round = 0; round < 4; round++) {
        try (HostBuffer a = backend.allocate(100_000);
            HostBuffer b = backend.allocate(100_000)) {
          for (int i = 0; i < 100_000; i += 9_999) {
            a.view(i, 1).put((byte) (round + 1));
            b.view(i, 1).put((byte) (round + 101));
          }
          for (int i = 0; i < 100_000; i += 9_999) {
            assertEquals(round + 1, a.view(i, 1).get());
            assertEquals(round + 101, b.view(i, 1).get());
          }
        }
      }
    }
  }

  @Test
  default void closingTwiceIsANoOpAndDoesNotFreeAnothersMemory() {
    try (Backend backend = open(1)) {
      HostBuffer first = backend.allocate(5000);
      first.close();
      try (HostBuffer second = backend.allocate(5000)) {
        first.close();
        try (HostBuffer third = backend.allocate(5000)) {
          second.view(0, 1).put((byte) 2);
          third.view(0, 1).put((byte) 3);
          assertEquals(2, second.view(0, 1).get());
        }
      }
    }
  }

  @Test
  default void aClosedBufferHasNoViews() {
    try (Backend backend = open(1)) {
      HostBuffer buffer = backend.allocate(64);
      buffer.close();
      assertThrows(IllegalStateException.class, () -> buffer.view(0, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"view", "slice", "duplicate", "read-only", "floats"})
  default void whatIsMadeOfAViewCanBeReadAfterItsBufferAndItsBackendWereClosed(String kind) {
    Buffer kept;
    try (Backend backend = open(1);
        HostBuffer buffer = backend.allocate(1 << 20)) {
      ByteBuffer view = buffer.view(4096, 64);
      view.putFloat(0, 1.5f);
      kept =
          switch (kind) {
            case "slice" -> view.slice();
            case "duplicate" -> view.duplicate();
            case "read-only" -> view.asReadOnlyBuffer();
            case "floats" -> view.asFloatBuffer();
            default -> view;
          };
    }
    System.gc(); // what nobody refers to any more goes now
    try (Backend next = open(1);
        HostBuffer other = next.allocate(1 << 20)) {
      other.view(4096, 64).putFloat(0, 7);
      float value =
          kept instanceof FloatBuffer floats
              ? floats.get(0)
              : ((ByteBuffer) kept).order(ByteOrder.LITTLE_ENDIAN).getFloat(0);
      assertEquals(1.5f, value);
    }
  }

  @Test
  default void copyToMovesTheTargetOnByWhatItHadRoomFor() {
    try (Backend backend = open(1)) {
      HostBuffer buffer = backend.allocate(64);
      buffer.bareView(8, 4).putInt(0, 0x04030201);
      ByteBuffer target = ByteBuffer.allocate(5).position(1).limit(4);
      buffer.copyTo(9, target);
      assertArrayEquals(new byte[] {0, 2, 3, 4, 0}, target.array());
      assertEquals(4, target.position());
      ByteBuffer large = ByteBuffer.allocate((int) buffer.sizeBytes());
      assertThrows(IllegalArgumentException.class, () -> buffer.copyTo(1, large));
      buffer.close();
      assertThrows(IllegalStateException.class, () -> buffer.copyTo(0, large));
    }
  }

  @Test
  default void aBareViewIsTheSameMemory() {
    try (Backend backend = open(1)) {
      HostBuffer buffer = backend.allocate(64);
      buffer.bareView(8, 4).putInt(0, 0x04030201);
      assertEquals(0x04030201, buffer.view(0, 64).getInt(8));
      assertThrows(IllegalArgumentException.class, () -> buffer.bareView(61, 4));
      buffer.close();
      assertThrows(IllegalStateException.class, () -> buffer.bareView(0, 1));
    }
  }

  @Test
  default void aBufferOutlivesItsBackend() {
    Backend backend = open(1);
    HostBuffer buffer = backend.allocate(64);
    backend.close();
    assertDoesNotThrow(backend::close);
    buffer.view(0, 1).put((byte) 7);
    assertEquals(7, buffer.view(0, 1).get());
    buffer.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  default void aSizeThatNoBufferCanHaveIsRefused(long size) {
    try (Backend backend = open(1)) {
      assertThrows(IllegalArgumentException.class, () -> backend.allocate(size));
    }
  }
}
