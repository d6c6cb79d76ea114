package org.ibengine.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.RegularFile;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;

/**
 * A file of volumes of the safetensors format: tensors of shape (Z, Y, X), raw voxels, or of the
 * bytes of packed volumes, each starting at a multiple of {@link #ALIGNMENT} bytes. Open for
 * reading; thread-safe.
 */
public final class VolumesFile implements AutoCloseable {
  /** A page, so that readers may map a tensor or read it around the page cache. */
  public static final int ALIGNMENT = 4096;

  private static final int CHUNK_BYTES = 1 << 24;

  /** Four thousand tensors; safetensors itself allows 100 MB. */
  static final int MAX_HEADER_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final List<TensorInfo> tensors;
  private final Optional<String> id;

  private VolumesFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    byte[] text = readHeader(file, channel);
    JsonObject header = JsonObject.parse(file, text);
    tensors = List.copyOf(VolumesHeader.read(header, text.length, channel.size()));
    id = VolumesHeader.id(header);
  }

  /**
   * Writes the volumes one after the other and waits until they are on the disk.
   *
   * @param file must not exist
   * @param path what the result calls the file
   * @param id that the file carries
   */
  public static OutputFile write(Path file, String path, List<NamedVolume> volumes, DataId id)
      throws IOException {
    CRC32C checksum = new CRC32C();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      append(channel, checksum, VolumesHeader.write(volumes, id));
      for (NamedVolume item : volumes) {
        long padding = VolumesHeader.aligned(channel.position()) - channel.position();
        append(channel, checksum, ByteBuffer.allocate((int) padding));
        append(channel, checksum, item.volume());
      }
      channel.force(true);
      return new OutputFile(
          path,
          channel.position(),
          (int) checksum.getValue(),
          Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS));
    } catch (IOException e) {
      throw DurableFiles.named(file, e);
    }
  }

  private static void append(FileChannel channel, CRC32C checksum, VolumeData volume)
      throws IOException {
    long total = volume.sizeBytes();
    for (long at = 0; at < total; at += CHUNK_BYTES) {
      int length = (int) Math.min(CHUNK_BYTES, total - at);
      append(channel, checksum, volume.data().bareView(at, length));
    }
  }

  private static void append(FileChannel channel, CRC32C checksum, ByteBuffer bytes)
      throws IOException {
    checksum.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * @throws DatasetException if the file is missing or damaged
   */
  public static VolumesFile open(Path file) {
    RegularFile.require(file);
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new VolumesFile(file, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
  }

  private static byte[] readHeader(Path file, FileChannel channel) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, length, 0);
    long bytes = length.getLong(0);
    if (bytes < 2 || bytes > Math.min(MAX_HEADER_BYTES, channel.size() - 8)) {
      throw new DatasetException(
          file,
          Text.format("is damaged, its header claims %d bytes; run ib prepare --force", bytes));
    }
    ByteBuffer json = ByteBuffer.allocate((int) bytes);
    readFully(channel, json, 8);
    return json.array();
  }

  /**
   * The id that the file carries, that of the {@code case.json} it belongs to; none in format 1.
   */
  Optional<String> id() {
    return id;
  }

  Path file() {
    return file;
  }

  /** All tensors in file order; padding is left out. */
  public List<TensorInfo> tensors() {
    return tensors;
  }

  /**
   * The tensor of that name.
   *
   * @throws DatasetException if there is none
   */
  public TensorInfo tensor(String name) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new DatasetException(file, "has no tensor " + name));
  }

  /** A packed tensor whose bytes stay in the file, to look at some of them; not yet checked. */
  PackedVolume inFile(TensorInfo tensor) {
    long bytes = tensor.packed().total();
    return new PackedVolume(
        tensor.size(), tensor.type(), new FileBuffer(channel, tensor.offset(), bytes), bytes);
  }

  /**
   * Reads a tensor as it is stored to the start of {@code target}; blocks on the disk. A packed one
   * has not been checked.
   *
   * @throws DatasetException if it cannot be read
   */
  public VolumeData read(TensorInfo tensor, HostBuffer target) {
    try {
      for (long at = 0; at < tensor.storedBytes(); at += CHUNK_BYTES) {
        int length = (int) Math.min(CHUNK_BYTES, tensor.storedBytes() - at);
        readFully(channel, target.bareView(at, length), tensor.offset() + at);
      }
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
    return tensor.packed() == null
        ? new Volume(tensor.size(), tensor.type(), target)
        : new PackedVolume(tensor.size(), tensor.type(), target, tensor.storedBytes());
  }

  private static void readFully(FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw new EOFException("the file ends at " + at);
      }
      at += count;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be closed: " + e.getMessage(), e);
    }
  }
}
