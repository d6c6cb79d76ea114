package org.ibengine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.LabelMap;
import org.ibengine.store.StoredVolume.Encoding;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
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
    stored.requireUnchanged();
    if (stored.encoding() == Encoding.NIFTI) {
      return checked(stored, decode(stored, allocator, codec));
    }
    if (stored.encoding() == Encoding.PACKED) {
      Size3 size = stored.size();
      return PackedFile.unpackRows(
          stored, new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z())), allocator);
    }
    return filled(
        stored,
        new Volume(stored.size(), stored.type(), allocator.allocate(stored.sizeBytes())),
        (channel, buffer) -> fill(channel, stored, 0, buffer, new Span(0, stored.sizeBytes())));
  }

  /**
   * The rows y and z of {@code rows} of a {@code RAW} or {@code PACKED} volume, whole along x, as a
   * volume of their own; the caller closes its buffer. Read, not mapped: a mapped file that
   * somebody truncates ends the process.
   *
   * @param rows inside the volume
   * @throws DatasetException as {@link #read}
   */
  public static Volume readRows(StoredVolume stored, Box rows, BufferAllocator allocator) {
    stored.requireUnchanged();
    if (stored.encoding() == Encoding.PACKED) {
      return PackedFile.unpackRows(stored, rows, allocator);
    }
    Size3 size = new Size3(stored.size().x(), rows.size().y(), rows.size().z());
    return filled(
        stored,
        new Volume(
            size, stored.type(), allocator.allocate(size.voxels() * stored.type().sizeBytes())),
        (channel, buffer) -> {
          long row = (long) stored.size().x() * stored.type().sizeBytes();
          long plane = row * rows.size().y();
          for (int z = 0; z < rows.size().z(); z++) {
            long from =
                ((rows.begin().z() + z) * (long) stored.size().y() + rows.begin().y()) * row;
            fill(channel, stored, from, buffer, new Span(z * plane, plane));
          }
        });
  }

  /** Puts bytes of a file into memory. */
  interface Filling {
    void fill(FileChannel channel, HostBuffer buffer) throws IOException;
  }

  /** Bytes of a buffer. */
  record Span(long begin, long length) {}

  /** Fills a volume, or frees it. */
  static <V extends VolumeData> V filled(StoredVolume stored, V volume, Filling filling) {
    try (FileChannel channel = FileChannel.open(stored.file(), StandardOpenOption.READ)) {
      requireWhole(stored, channel);
      filling.fill(channel, volume.data());
      stored.stamp().require(stored.file()); // it may have been replaced while it was read
      return volume;
    } catch (IOException e) {
      volume.data().close();
      throw unreadable(stored, e);
    } catch (RuntimeException | Error e) {
      volume.data().close();
      throw e;
    }
  }

  /** Fills a volume from a file that is open, or frees it. */
  static <V extends VolumeData> V filledFrom(FileChannel channel, V volume, Filling filling)
      throws IOException {
    try {
      filling.fill(channel, volume.data());
      return volume;
    } catch (IOException | RuntimeException | Error e) {
      volume.data().close();
      throw e;
    }
  }

  /** Fills {@code to} with the bytes from {@code from} on, counted from the volume's first. */
  static void fill(FileChannel channel, StoredVolume stored, long from, HostBuffer buffer, Span to)
      throws IOException {
    for (long at = 0; at < to.length(); at += CHUNK) {
      ByteBuffer view = buffer.bareView(to.begin() + at, (int) Math.min(CHUNK, to.length() - at));
      while (view.hasRemaining()) {
        if (channel.read(view, stored.offset() + from + at + view.position()) < 0) {
          throw changed(stored, "became shorter while it was read");
        }
      }
    }
  }

  private static Volume decode(StoredVolume stored, BufferAllocator allocator, GzipCodec codec) {
    if (stored.type() == VoxelType.UINT8) {
      return LabelMap.read(stored.file(), allocator, codec, null).volume();
    }
    Image image = ImageFiles.read(stored.file(), allocator, codec);
    if (image.header().isScaled()) {
      image.close();
      throw new DatasetException(
          stored.file(),
          Text.format(
              "a patch must hold its values as they are, has slope %s and intercept %s; save it unscaled",
              image.header().slope(), image.header().intercept()));
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
        Text.format(
            "must hold %s %s voxels, holds %s %s",
            stored.size(), stored.type(), volume.size(), volume.type()));
  }

  static void requireWhole(StoredVolume stored, FileChannel channel) throws IOException {
    long needed = stored.offset() + stored.loadedBytes();
    if (channel.size() < needed) {
      throw changed(
          stored, Text.format("must have at least %d bytes, has %d", needed, channel.size()));
    }
  }

  static DatasetException changed(StoredVolume stored, String what) {
    return new DatasetException(stored.file(), what + "; the file is damaged, run ib verify");
  }

  static DatasetException unreadable(StoredVolume stored, IOException cause) {
    String reason =
        Files.exists(stored.file()) ? "cannot be read: " + cause.getMessage() : "is missing";
    return new DatasetException(stored.file(), reason, cause);
  }
}
