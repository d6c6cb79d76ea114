package org.ibengine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.LabelMap;
import org.ibengine.io.NiftiImage;
import org.ibengine.io.NiftiReader;
import org.ibengine.store.StoredVolume.Encoding;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Brings stored volumes into memory. Blocks on the disk; thread-safe. */
public final class StoredVolumes {
  private static final int CHUNK = 64 << 20;

  private StoredVolumes() {}

  /**
   * All voxels, decoded; the caller closes the volume's buffer.
   *
   * @throws DatasetException if the file is missing, damaged or no longer what it was when opened
   */
  public static Volume read(StoredVolume stored, BufferAllocator allocator, GzipCodec codec) {
    stored.stamp().require(stored.file());
    return stored.encoding() == Encoding.RAW
        ? readRaw(stored, allocator)
        : checked(stored, decode(stored, allocator, codec));
  }

  /** A mapping holds at most 2 GiB. */
  static boolean mappable(StoredVolume stored) {
    return stored.encoding() == Encoding.RAW && stored.sizeBytes() <= Integer.MAX_VALUE;
  }

  /**
   * The voxels of a {@code RAW} volume as a read-only mapping of its file; pages come in as they
   * are touched. If somebody truncates the file, reading the lost pages may end the process: ask
   * {@link StoredSource#requireUnchanged} before each use.
   *
   * @throws DatasetException as {@link #read}, or if the volume exceeds 2 GiB
   */
  public static ByteBuffer map(StoredVolume stored) {
    if (!mappable(stored)) {
      throw new DatasetException(
          stored.file(),
          "a volume of %d bytes is too large to be mapped; allow more memory"
              .formatted(stored.sizeBytes()));
    }
    stored.stamp().require(stored.file());
    try (FileChannel channel = FileChannel.open(stored.file(), StandardOpenOption.READ)) {
      requireWhole(stored, channel);
      return channel
          .map(MapMode.READ_ONLY, stored.offset(), stored.sizeBytes())
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw unreadable(stored, e);
    }
  }

  private static Volume readRaw(StoredVolume stored, BufferAllocator allocator) {
    try (FileChannel channel = FileChannel.open(stored.file(), StandardOpenOption.READ)) {
      requireWhole(stored, channel);
      HostBuffer buffer = allocator.allocate(stored.sizeBytes());
      try {
        fill(channel, stored, buffer);
        return new Volume(stored.size(), stored.type(), buffer);
      } catch (IOException | RuntimeException | Error e) {
        buffer.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(stored, e);
    }
  }

  private static void fill(FileChannel channel, StoredVolume stored, HostBuffer buffer)
      throws IOException {
    for (long at = 0; at < stored.sizeBytes(); at += CHUNK) {
      ByteBuffer view = buffer.view(at, (int) Math.min(CHUNK, stored.sizeBytes() - at));
      while (view.hasRemaining()) {
        if (channel.read(view, stored.offset() + at + view.position()) < 0) {
          throw changed(stored, "became shorter while it was read");
        }
      }
    }
  }

  private static Volume decode(StoredVolume stored, BufferAllocator allocator, GzipCodec codec) {
    if (stored.type() == VoxelType.UINT8) {
      return LabelMap.read(stored.file(), allocator, codec, null).volume();
    }
    NiftiImage image = NiftiReader.read(stored.file(), allocator, codec);
    if (image.header().isScaled()) {
      image.close();
      throw new DatasetException(
          stored.file(),
          "a patch must hold its values as they are, has slope %s and intercept %s; save it unscaled"
              .formatted(image.header().slope(), image.header().intercept()));
    }
    return image.volume();
  }

  private static Volume checked(StoredVolume stored, Volume volume) {
    if (volume.size().equals(stored.size()) && volume.type() == stored.type()) {
      return volume;
    }
    volume.data().close();
    throw changed(
        stored,
        "must hold %s %s voxels, holds %s %s"
            .formatted(stored.size(), stored.type(), volume.size(), volume.type()));
  }

  private static void requireWhole(StoredVolume stored, FileChannel channel) throws IOException {
    long needed = stored.offset() + stored.sizeBytes();
    if (channel.size() < needed) {
      throw changed(
          stored, "must have at least %d bytes, has %d".formatted(needed, channel.size()));
    }
  }

  private static DatasetException changed(StoredVolume stored, String what) {
    return new DatasetException(stored.file(), what + "; the file is damaged, run ib verify");
  }

  private static DatasetException unreadable(StoredVolume stored, IOException cause) {
    String reason =
        Files.exists(stored.file()) ? "cannot be read: " + cause.getMessage() : "is missing";
    return new DatasetException(stored.file(), reason, cause);
  }
}
