package org.ibengine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.ibengine.volume.HostBuffer;
import org.junit.jupiter.api.Test;

class MemoryFileTest {
  private static final int F_ADD_SEALS = 1033;
  private static final int F_GET_SEALS = 1034;
  private static final int F_SEAL_SEAL = 1;
  private static final int F_SEAL_SHRINK = 2;
  private static final int F_SEAL_GROW = 4;

  private static Path file(MemoryFile memory) {
    return Path.of("/proc/self/fd/" + memory.descriptor());
  }

  private static ByteBuffer mapped(MemoryFile memory, HostBuffer buffer) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file(memory), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel
          .map(
              FileChannel.MapMode.READ_WRITE, memory.offsetOf(buffer.address()), buffer.sizeBytes())
          .order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  @Test
  void whatOneSideWritesTheOtherReads() throws IOException {
    try (MemoryFile memory = MemoryFile.create();
        HostBuffer first = memory.allocate(5000);
        HostBuffer second = memory.allocate(3)) {
      ByteBuffer other = mapped(memory, second);
      second.view(0, 3).put(1, (byte) 42);
      assertEquals(42, other.get(1));
      other.put(2, (byte) 43);
      assertEquals(43, second.view(2, 1).get(0));
      assertEquals(0, first.view(0, 1).get(0));
      assertEquals(0, first.address() % 4096);
      assertEquals(8192, memory.offsetOf(second.address()));
    }
  }

  @Test
  void closedBufferGivesItsMemoryBackToTheSystem() throws IOException {
    try (MemoryFile memory = MemoryFile.create()) {
      HostBuffer buffer = memory.allocate(1 << 20);
      ByteBuffer other = mapped(memory, buffer);
      buffer.bareView(0, 1).put(0, (byte) 7);
      long address = buffer.address();
      buffer.close();
      assertEquals(0, other.get(0));
      assertThrows(IllegalArgumentException.class, () -> memory.offsetOf(address));
    }
  }

  @Test
  void fileIsNamedForTheClientsCheckAndCannotBeMadeShorter() throws IOException {
    try (MemoryFile memory = MemoryFile.create();
        HostBuffer buffer = memory.allocate(4097)) {
      assertTrue(Files.readSymbolicLink(file(memory)).toString().startsWith("/memfd:ib-engine"));
      try (FileChannel channel = FileChannel.open(file(memory), StandardOpenOption.WRITE)) {
        assertThrows(IOException.class, () -> channel.truncate(4096));
        assertEquals(8192, channel.size());
      }
      assertEquals(4097, buffer.sizeBytes());
    }
  }

  @Test
  void fileIsItsOwnersAloneAndCannotBeSealedByWhoeverHasItOpen() throws IOException {
    try (MemoryFile memory = MemoryFile.create();
        HostBuffer buffer = memory.allocate(1)) {
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file(memory))));
      assertEquals(F_SEAL_SEAL | F_SEAL_SHRINK, seals(memory, F_GET_SEALS, 0));
      assertEquals(-1, seals(memory, F_ADD_SEALS, F_SEAL_GROW));
      buffer.bareView(0, 1).put((byte) 1);
      memory.allocate(1 << 20).close(); // grows still
    }
  }

  private static int seals(MemoryFile memory, int command, int seals) {
    Object[] arguments = {memory.descriptor(), command, seals};
    return NativeLibrary.getInstance("c").getFunction("fcntl").invokeInt(arguments);
  }

  @Test
  void buffersOutliveTheirOwnerAndTheFileGoesWithTheLast() {
    MemoryFile memory = MemoryFile.create();
    HostBuffer buffer = memory.allocate(10);
    memory.close();
    memory.close();
    assertThrows(IllegalStateException.class, () -> memory.allocate(10));
    buffer.bareView(0, 1).put(0, (byte) 1);
    assertTrue(Files.exists(file(memory)));
    buffer.close();
    assertFalse(Files.exists(file(memory)));
  }

  @Test
  void sizesThatNoBufferCanHaveAreRefused() {
    try (MemoryFile memory = MemoryFile.create()) {
      for (long size : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
        assertThrows(IllegalArgumentException.class, () -> memory.allocate(size));
      }
    }
  }

  @Test
  void tooManyOpenFilesComeWithARemedy() {
    assertEquals(
        "Too many open files; raise the limit (ulimit -n), or let fewer ranks share this process",
        SystemCalls.reason(24));
    assertEquals("Cannot allocate memory", SystemCalls.reason(12));
  }
}
