package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.ibengine.backend.CountingBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.volume.Box;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.Test;

/** Packed volumes in files that are damaged, or change while they are read. */
class PackedFileFaultsTest extends OnPackedFile {
  /** Memory is taken for rows of that length, so that no file leads to more. */
  @Test
  void aRowThatIsLongerThanTheHeaderSaysIsDamage() {
    Box all = new Box(Index3.ZERO, new Index3(SIZE.x(), SIZE.y(), SIZE.z()));
    TensorInfo.PackedBytes right = tensor.packed();
    for (int less = 0; less < 2; less++) {
      TensorInfo said =
          new TensorInfo(
              tensor.name(),
              tensor.type(),
              tensor.size(),
              tensor.offset(),
              new TensorInfo.PackedBytes(right.total(), right.longestRow() - less));
      StoredVolume volume = StoredVolume.of(file, FileStamp.of(file), said, null);
      if (less == 0) {
        volume.loadRows(all, backend::allocate);
      } else {
        String message =
            assertThrows(DatasetException.class, () -> volume.loadRows(all, backend::allocate))
                .getMessage();
        assertTrue(message.contains("at most " + (right.longestRow() - 1)), message);
      }
    }
  }

  /** Its memory is the backend's, and what is not given back is lost. */
  @Test
  void aPartOfAFileThatIsReplacedWhileItIsReadIsGivenBack() {
    CountingBackend counting = new CountingBackend();
    StoredVolume opened = stored();
    Box all = new Box(Index3.ZERO, new Index3(SIZE.x(), SIZE.y(), SIZE.z()));
    BufferAllocator replacing =
        bytes -> {
          try {
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return counting.allocate(bytes);
        };
    assertThrows(DatasetException.class, () -> opened.loadRows(all, replacing));
    assertTrue(counting.peakBytes() > 0);
    assertEquals(0, counting.liveBytes());
  }

  @Test
  void damageIsFoundWhenItIsRead() throws IOException {
    Box all = new Box(Index3.ZERO, new Index3(SIZE.x(), SIZE.y(), SIZE.z()));
    for (int at : new int[] {0, 4, 8, 20, 32, 64, 64 + 8 * 5}) {
      byte before = change(at, (byte) 0x7e);
      StoredVolume changed = stored();
      for (Runnable reading :
          List.<Runnable>of(
              () -> changed.load(backend::allocate, backend.gzip()),
              () -> changed.read(backend::allocate, backend.gzip()))) {
        if (at >= 64 || at == 0 || reading != null) {
          assertDamaged(at, reading);
        }
      }
      change(at, before);
      stored().loadRows(all, backend::allocate);
    }
  }

  private void assertDamaged(int at, Runnable reading) {
    try {
      reading.run();
    } catch (DatasetException e) {
      assertTrue(e.getMessage().contains("run ib verify"), e.getMessage());
      return;
    }
    // A part is read by the table alone, and what the rest of the header says is not asked for.
    assertTrue(at < 64, "byte " + at);
  }

  private byte change(int at, byte value) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, tensor.offset() + at);
      channel.write(ByteBuffer.wrap(new byte[] {value}), tensor.offset() + at);
      return one.get(0);
    }
  }

  @Test
  void whatTheHeaderSaysOfAPackedVolumeIsChecked() {
    for (String text :
        List.of(
            "",
            "INT16",
            "INT16 21x26x19",
            "INT16 21x26x19 2",
            "INT16 0x26x19 9999",
            "INT16 21x26x19 99999",
            "INT17 21x26x19 400",
            "FLOAT16 21x26x19 400",
            "INT16 2147483648x1x1 400",
            "INT16 99999999999x1x1 400")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> PackedField.parse(text)).getMessage();
      assertTrue(
          message.contains(" must ")
              || message.startsWith("must ")
              || message.startsWith("no packed"),
          message);
    }
    PackedField field = PackedField.parse("INT16 21x26x19 400");
    assertThrows(IllegalArgumentException.class, () -> field.tensor("CT", 0, 400));
    // 2^28 bricks in each of 2^58 rows: 2^86 heads, which are 2^22 in 64 bits.
    PackedField huge = PackedField.parse("INT16 2147483647x2147483647x2147483647 " + (1L << 29));
    assertThrows(IllegalArgumentException.class, () -> huge.tensor("CT", 0, 1L << 40));
    assertEquals("INT16 21x26x19 400", field.toString());
  }
}
