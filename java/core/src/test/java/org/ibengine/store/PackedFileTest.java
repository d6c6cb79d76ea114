package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.ibengine.backend.CountingBackend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.packed.BrickLayout;
import org.ibengine.packed.PackedCheck;
import org.ibengine.packed.PackedVoxels;
import org.ibengine.volume.Box;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packed volumes in files: whole, and any rows of them. */
class PackedFileTest {
  private static final Size3 SIZE = new Size3(21, 26, 19);
  private static final DataId ID = new DataId("0123456789abcdef", 7);

  @TempDir private Path folder;
  private final ReferenceBackend backend = new ReferenceBackend();
  private Path file;
  private TensorInfo tensor;

  private static int voxel(int x, int y, int z) {
    return 100 * z + 7 * y - (x * x * (y + z)) % 90 - 300;
  }

  @BeforeEach
  void write() throws IOException {
    HostBuffer data = backend.allocate(SIZE.voxels() * 2);
    ByteBuffer bytes = data.view(0, (int) SIZE.voxels() * 2);
    for (int i = 0; i < SIZE.voxels(); i++) {
      int x = i % SIZE.x();
      int y = i / SIZE.x() % SIZE.y();
      bytes.putShort((short) voxel(x, y, i / (SIZE.x() * SIZE.y())));
    }
    Volume raw = new Volume(SIZE, VoxelType.INT16, data);
    HostBuffer packed = backend.allocate(1 << 17);
    long length = backend.pack(raw, packed, 1 << 17, 1);
    file = folder.resolve("v.safetensors");
    VolumesFile.write(
        file,
        "v",
        List.of(
            new NamedVolume("RAW", raw),
            new NamedVolume("CT", new PackedVolume(SIZE, VoxelType.INT16, packed, length))),
        ID);
    try (VolumesFile volumes = VolumesFile.open(file)) {
      tensor = volumes.tensor("CT");
      assertEquals(SIZE, tensor.size());
      assertEquals(VoxelType.INT16, tensor.type());
      assertEquals(length, tensor.storedBytes());
      assertEquals(0, tensor.offset() % VolumesFile.ALIGNMENT);
      assertEquals(SIZE.voxels() * 2, volumes.tensor("RAW").storedBytes());
    }
  }

  private StoredVolume stored() {
    return StoredVolume.of(file, FileStamp.of(file), tensor, null);
  }

  @Test
  void theWholeVolumeStaysPackedOrComesBackRaw() {
    PackedVolume whole = (PackedVolume) stored().load(backend::allocate, backend.gzip());
    assertEquals(tensor.storedBytes(), whole.sizeBytes());
    assertEquals(stored().loadedBytes(), whole.sizeBytes());
    assertEquals(voxel(20, 25, 18), new PackedVoxels(whole).at(20, 25, 18));
    Volume raw = stored().read(backend::allocate, backend.gzip());
    requireRows(raw, new Box(Index3.ZERO, new Index3(SIZE.x(), SIZE.y(), SIZE.z())));
  }

  @Test
  void anyRowsComeAsAPartOrRaw() {
    Random random = new Random(3);
    for (int run = 0; run < 60; run++) {
      int y = random.nextInt(SIZE.y());
      int z = random.nextInt(SIZE.z());
      Box rows =
          new Box(
              new Index3(0, y, z),
              new Index3(
                  SIZE.x(),
                  y + 1 + random.nextInt(SIZE.y() - y),
                  z + 1 + random.nextInt(SIZE.z() - z)));
      requireRows(stored().readRows(rows, backend::allocate), rows);
      Box whole = new BrickLayout(SIZE).whole(rows);
      PackedVolume part = (PackedVolume) stored().loadRows(whole, backend::allocate);
      assertEquals(whole.size(), part.size());
      assertTrue(PackedCheck.problem(part).isEmpty());
      Size3 wanted = rows.size();
      assertTrue(part.sizeBytes() <= stored().rowsBytes(wanted.y(), wanted.z()), rows.toString());
      int atY = y - whole.begin().y();
      int atZ = z - whole.begin().z();
      assertEquals(voxel(11, y, z), new PackedVoxels(part).at(11, atY, atZ));
    }
  }

  @Test
  void aPartIsTheSameWhateverStaysInMemory() {
    TileGrid grid = new TileGrid(SIZE);
    assertEquals(2, grid.count());
    Random random = new Random(9);
    for (int run = 0; run < 80; run++) {
      BitSet wanted = BitSet.valueOf(new long[] {run % 4});
      LimitedBricks kept =
          new LimitedBricks(backend, wanted, run < 40 ? 1 << 20 : random.nextInt(9000));
      for (int read = 0; read < 3; read++) {
        int y = random.nextInt(SIZE.y());
        int z = random.nextInt(SIZE.z());
        Box whole =
            new BrickLayout(SIZE)
                .whole(
                    new Box(
                        new Index3(0, y, z),
                        new Index3(
                            SIZE.x(),
                            y + 1 + random.nextInt(SIZE.y() - y),
                            z + 1 + random.nextInt(SIZE.z() - z))));
        assertEquals(
            bytes(stored().loadRows(whole, backend::allocate)),
            bytes(stored().loadRows(whole, backend::allocate, kept)),
            whole.toString());
      }
      assertTrue(kept.count() <= wanted.cardinality());
    }
  }

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

  private static ByteBuffer bytes(VolumeData part) {
    return part.data().view(0, (int) part.sizeBytes());
  }

  private static void requireRows(Volume found, Box rows) {
    short[] wanted = new short[(int) rows.size().voxels()];
    int next = 0;
    for (int z = rows.begin().z(); z < rows.end().z(); z++) {
      for (int y = rows.begin().y(); y < rows.end().y(); y++) {
        for (int x = 0; x < SIZE.x(); x++) {
          wanted[next++] = (short) voxel(x, y, z);
        }
      }
    }
    short[] values = new short[wanted.length];
    found.data().view(0, wanted.length * 2).asShortBuffer().get(values);
    assertArrayEquals(wanted, values, rows.toString());
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
            "INT16 99999999999x1x1 400")) {
      assertThrows(IllegalArgumentException.class, () -> PackedField.parse(text), text);
    }
    PackedField field = PackedField.parse("INT16 21x26x19 400");
    assertThrows(IllegalArgumentException.class, () -> field.tensor("CT", 0, 400));
    // 2^28 bricks in each of 2^58 rows: 2^86 heads, which are 2^22 in 64 bits.
    PackedField huge = PackedField.parse("INT16 2147483647x2147483647x2147483647 " + (1L << 29));
    assertThrows(ArithmeticException.class, () -> huge.tensor("CT", 0, 1L << 40));
    assertEquals("INT16 21x26x19 400", field.toString());
  }
}
