package org.ibengine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Function;
import org.ibengine.error.DatasetException;
import org.ibengine.packed.BrickLayout;
import org.ibengine.packed.PackedCheck;
import org.ibengine.packed.PackedPart;
import org.ibengine.packed.Unpacking;
import org.ibengine.store.StoredVolumes.Span;
import org.ibengine.volume.Box;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.Index3;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/** Brings packed volumes, or some of their rows, into memory. Blocks on the disk; thread-safe. */
final class PackedFile {
  private static final int UNPACKED_BYTES = 1 << 20; // packed bytes at a time, on the heap

  private PackedFile() {}

  /**
   * The whole volume as it is, checked; the caller closes its buffer.
   *
   * @throws DatasetException as {@link StoredVolumes#read}
   */
  static PackedVolume load(StoredVolume stored, BufferAllocator allocator) {
    stored.requireUnchanged();
    long bytes = stored.packed().total();
    PackedVolume loaded =
        StoredVolumes.filled(
            stored,
            new PackedVolume(stored.size(), stored.type(), allocator.allocate(bytes), bytes),
            (channel, buffer) ->
                StoredVolumes.fill(channel, stored, 0, buffer, new Span(0, bytes)));
    return checked(stored, loaded, of -> PackedCheck.problem(of, stored.packed().longestRow()));
  }

  /** The most bytes of a part with so many rows of voxels, wherever it begins. */
  static long partBytes(StoredVolume stored, int height, int depth) {
    Size3 size = stored.size();
    BrickLayout layout = new BrickLayout(size);
    int rows = Math.min(layout.rowsPerLayer(), bricks(height, BrickLayout.Y));
    int layers = Math.min(layout.layers(), bricks(depth, BrickLayout.Z));
    return PackedPart.bytes((long) rows * layers, stored.packed().longestRow());
  }

  /** The most bricks that so many voxels in a row can meet. */
  private static int bricks(int voxels, int each) {
    return (voxels + each - 2) / each + 1;
  }

  /**
   * A part of whole bricks as a packed volume of its own, checked; the caller closes its buffer.
   *
   * @throws DatasetException as {@link StoredVolumes#read}
   */
  static PackedVolume loadRows(StoredVolume stored, Box rows, BufferAllocator allocator) {
    return loadRows(stored, rows, allocator, KeptBricks.NONE);
  }

  /** As {@link #loadRows(StoredVolume, Box, BufferAllocator)}, with what stays in memory. */
  static PackedVolume loadRows(
      StoredVolume stored, Box rows, BufferAllocator allocator, KeptBricks kept) {
    stored.requireUnchanged();
    try (FileChannel channel = FileChannel.open(stored.file(), StandardOpenOption.READ)) {
      StoredVolumes.requireWhole(stored, channel);
      return checked(
          stored,
          part(new PartFiller(stored, channel, kept), stored, channel, rows, allocator),
          PackedCheck::problem);
    } catch (IOException e) {
      throw StoredVolumes.unreadable(stored, e);
    }
  }

  private static PackedVolume part(
      PartFiller filler,
      StoredVolume stored,
      FileChannel channel,
      Box rows,
      BufferAllocator allocator)
      throws IOException {
    PackedPart part = new PackedPart(stored.size(), stored.type(), rows);
    ByteBuffer header = bytes(channel, stored, 0, BrickLayout.HEADER_BYTES);
    PackedPart.Entries entries = part.entries();
    ByteBuffer table = bytes(channel, stored, entries.begin(), entries.bytes());
    Optional<String> wrong =
        part.locate(table, stored.packed().total(), stored.packed().longestRow());
    if (wrong.isPresent()) {
      throw StoredVolumes.changed(stored, wrong.get());
    }
    return StoredVolumes.filledFrom(
        channel,
        part.empty(allocator),
        (from, buffer) -> {
          filler.fill(part, buffer);
          part.finish(header, buffer);
          stored.stamp().require(stored.file()); // it may have been replaced while it was read
        });
  }

  static ByteBuffer bytes(FileChannel channel, StoredVolume stored, long from, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, stored.offset() + from + bytes.position()) < 0) {
        throw StoredVolumes.changed(stored, "became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private static PackedVolume checked(
      StoredVolume stored,
      PackedVolume volume,
      Function<PackedVolume, Optional<String>> problemOf) {
    Optional<String> problem = problemOf.apply(volume);
    if (problem.isEmpty()) {
      return volume;
    }
    volume.data().close();
    throw StoredVolumes.changed(
        stored, "holds a packed volume that is not sound: " + problem.get());
  }

  /**
   * The voxels of some rows, whole along x; the caller closes the buffer. What is packed passes
   * through the Java heap, some rows of bricks at a time.
   */
  static Volume unpackRows(StoredVolume stored, Box rows, BufferAllocator allocator) {
    Size3 size = new Size3(stored.size().x(), rows.size().y(), rows.size().z());
    Volume volume =
        new Volume(
            size, stored.type(), allocator.allocate(size.voxels() * stored.type().sizeBytes()));
    try {
      Box whole = new BrickLayout(stored.size()).whole(rows);
      for (int z = whole.begin().z(); z < whole.end().z(); z += BrickLayout.Z) {
        int endZ = Math.min(whole.end().z(), z + BrickLayout.Z);
        for (int y = whole.begin().y(); y < whole.end().y(); y += rowsAtOnce(stored)) {
          int endY = Math.min(whole.end().y(), y + rowsAtOnce(stored));
          Index3 begin = new Index3(0, y, z);
          Box some = new Box(begin, new Index3(size.x(), endY, endZ));
          Unpacking.rows(loadRows(stored, some, HeapBuffer::new), begin, rows, volume.data());
        }
      }
      return volume;
    } catch (RuntimeException | Error e) {
      volume.data().close();
      throw e;
    }
  }

  /** Rows of voxels along y, of whole bricks. */
  private static int rowsAtOnce(StoredVolume stored) {
    return BrickLayout.Y * (int) Math.max(1, UNPACKED_BYTES / stored.packed().longestRow());
  }
}
