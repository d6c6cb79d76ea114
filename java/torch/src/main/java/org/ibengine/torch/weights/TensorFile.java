package org.ibengine.torch.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.text.Text;
import org.ibengine.torch.memory.TensorScope;

/**
 * Tensors by name, read from a safetensors file: 8 bytes with the length of a JSON header, the
 * header, then the elements, little-endian. Owns its tensors. Not thread-safe.
 */
public final class TensorFile implements AutoCloseable {
  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int CHUNK = 1 << 30; // a buffer of Java holds at most 2 GiB

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata;

  private TensorFile(Map<String, String> metadata) {
    this.metadata = metadata;
  }

  /** By name, in the order of the file, on the host. */
  public Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Texts by key. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /**
   * Reads a whole file. What its header claims is checked against its size before anything is
   * allocated.
   *
   * @throws DatasetException if it cannot be read, or is not of the format; the message says what
   *     is wrong
   */
  public static TensorFile read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      TensorHeader header = header(channel, size);
      TensorFile read = new TensorFile(header.metadata());
      try {
        for (TensorHeader.Entry entry : header.entries()) {
          read.tensors.put(entry.name(), tensor(channel, entry));
        }
      } catch (IOException | RuntimeException | Error e) {
        read.close();
        throw e;
      }
      return read;
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    } catch (TensorHeader.Broken e) {
      throw new DatasetException(file, "is not a whole safetensors file: " + e.getMessage(), e);
    }
  }

  private static TensorHeader header(FileChannel channel, long size)
      throws IOException, TensorHeader.Broken {
    if (size < LENGTH_BYTES) {
      throw new TensorHeader.Broken(Text.format("it has %d bytes, its first 8 are a length", size));
    }
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, length);
    long bytes = length.getLong(0);
    if (bytes < 0 || bytes > TensorHeader.MOST_BYTES || bytes > size - LENGTH_BYTES) {
      throw new TensorHeader.Broken(
          Text.format(
              "its header would be %s bytes long, the file has %d",
              Long.toUnsignedString(bytes), size));
    }
    ByteBuffer header = ByteBuffer.allocate((int) bytes);
    fill(channel, header);
    return TensorHeader.parse(header.array(), size - LENGTH_BYTES - bytes);
  }

  private static void fill(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the file has become shorter");
      }
    }
  }

  @SuppressWarnings("try") // a scope works by being there
  private static Tensor tensor(FileChannel channel, TensorHeader.Entry entry) throws IOException {
    Tensor tensor =
        TensorScope.outlive(
            TensorScope.result(() -> torch.empty(entry.shape()).to(entry.code().type())));
    try (PointerScope scope = new PointerScope()) {
      for (ByteBuffer part : memory(tensor, entry.bytes())) {
        fill(channel, part);
      }
      return tensor;
    } catch (IOException | RuntimeException | Error e) {
      tensor.releaseReference();
      throw e;
    }
  }

  /** The memory of a contiguous tensor on the host, in parts. */
  private static List<ByteBuffer> memory(Tensor tensor, long bytes) {
    List<ByteBuffer> parts = new ArrayList<>();
    BytePointer all = new BytePointer(tensor.data_ptr());
    for (long at = 0; at < bytes; at += CHUNK) {
      parts.add(all.position(at).limit(Math.min(bytes, at + CHUNK)).asByteBuffer());
    }
    return parts;
  }

  /**
   * Writes tensors, of any device, so that the file is either the old one or whole: under another
   * name first, and renamed once it is on the disk. Waits for the device.
   *
   * @throws DatasetException if it cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    List<TensorHeader.Entry> entries = new ArrayList<>();
    long at = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      ElementCode code = ElementCode.of(tensor.getValue().scalar_type());
      TensorHeader.Entry entry =
          new TensorHeader.Entry(tensor.getKey(), code, tensor.getValue().shape(), at);
      entries.add(entry);
      at = entry.end();
    }
    byte[] header = new TensorHeader(entries, metadata).toBytes();
    WholeFile.write(
        file,
        channel -> {
          ByteBuffer first = ByteBuffer.allocate(LENGTH_BYTES + header.length);
          first.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).flip();
          drain(channel, first);
          for (TensorHeader.Entry entry : entries) {
            write(channel, tensors.get(entry.name()), entry.bytes());
          }
        });
  }

  @SuppressWarnings("try") // a scope works by being there
  private static void write(FileChannel channel, Tensor tensor, long bytes) throws IOException {
    try (PointerScope scope = new PointerScope();
        Device host = new Device(DeviceType.CPU)) {
      Tensor here = tensor.detach().to(host, tensor.scalar_type()).contiguous();
      for (ByteBuffer part : memory(here, bytes)) {
        drain(channel, part);
      }
    }
  }

  private static void drain(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Frees the tensors. Idempotent. */
  @Override
  public void close() {
    tensors.values().forEach(Tensor::releaseReference);
    tensors.clear();
  }
}
