package org.ibengine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.ZipException;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.GzipDecoder;
import org.ibengine.text.Text;

/**
 * The bytes of one file from first to last, inflated if its content is gzip, whatever its name.
 * Feeds the bytes as they lie on disk to a digest on the way. Not thread-safe.
 */
public final class DecodedFile implements AutoCloseable {
  // A deflate symbol yields at most 258 bytes and takes at least two bits.
  private static final long LARGEST_RATIO = 1032;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final long LARGEST_REST = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final MessageDigest digest; // null if nobody asked
  private final Scratch scratch;
  private long fileBytes;
  private long position; // decoded bytes handed out so far
  private GzipDecoder decoder; // null if the file is not gzip

  private DecodedFile(Path path, FileChannel channel, MessageDigest digest, Scratch scratch) {
    this.path = path;
    this.channel = channel;
    this.digest = digest;
    this.scratch = scratch;
  }

  /**
   * Opens the file at its first byte; blocks on the disk.
   *
   * @param digest updated with every byte that is read; null for none
   * @param scratch not used by anyone else until the file is closed
   * @throws DatasetException if the file is empty or cannot be read
   */
  public static DecodedFile open(
      Path path, GzipCodec codec, MessageDigest digest, Scratch scratch) {
    RegularFile.require(path);
    try {
      DecodedFile file = new DecodedFile(path, FileChannel.open(path), digest, scratch);
      try {
        file.start(codec);
        return file;
      } catch (IOException | RuntimeException | Error e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private void start(GzipCodec codec) throws IOException {
    fileBytes = channel.size();
    scratch.chunk().clear().flip();
    if (!refill()) {
      throw new DatasetException(path, "the file is empty");
    }
    ByteBuffer first = scratch.chunk();
    if (first.remaining() >= 2
        && (first.get(0) << 8 & 0xff00 | first.get(1) & 0xff) == GZIP_MAGIC) {
      decoder = codec.newDecoder();
    }
  }

  /** No file of this length can hold more. */
  public boolean canHold(long decodedBytes) {
    return decodedBytes
        <= (decoder == null ? fileBytes : Math.multiplyExact(fileBytes, LARGEST_RATIO));
  }

  /** Decoded bytes that have been read or passed over. */
  public long position() {
    return position;
  }

  /** For messages: the length on disk, and whether it is compressed. */
  public String sizeText() {
    return fileBytes + (decoder == null ? " bytes" : " bytes of gzip");
  }

  /** Fills {@code target}, or what the file still holds; a short fill means the end. */
  public void read(ByteBuffer target) {
    int begin = target.position();
    try {
      if (decoder == null) {
        readPlain(target);
      } else {
        readGzip(target);
      }
    } catch (ZipException e) {
      throw new DatasetException(
          path, "the gzip stream is damaged (" + e.getMessage() + "); copy the file again", e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    position += target.position() - begin;
  }

  /** Passes over decoded bytes up to {@code offset}, or to the end if that comes first. */
  public void skipTo(long offset) {
    while (position < offset) {
      ByteBuffer spare = scratch.spare().clear();
      read(spare.limit((int) Math.min(offset - position, spare.capacity())));
      if (spare.hasRemaining()) {
        return;
      }
    }
  }

  /**
   * Reads what is left, as checksum and digest depend on it, but no more than that: a stream of a
   * few bytes may inflate without end.
   *
   * @param what the bytes before are, as in "the header promises …"
   * @throws DatasetException if more than 1 MiB is left
   */
  public void finish(String what) {
    long promised = position;
    long most = promised + LARGEST_REST;
    if (decoder == null && digest == null) {
      position = fileBytes;
    } else {
      skipTo(most + 1);
    }
    if (position > most) {
      throw new DatasetException(
          path,
          Text.format(
              "%s, %d bytes in all, the file holds %s; no more than 1 MiB may follow: repair the header or cut the file",
              what,
              promised,
              decoder == null ? fileBytes + "" : "more than " + most + ", inflated"));
    }
  }

  private void readPlain(ByteBuffer target) throws IOException {
    ByteBuffer chunk = scratch.chunk();
    int buffered = Math.min(chunk.remaining(), target.remaining());
    target.put(target.position(), chunk, chunk.position(), buffered);
    target.position(target.position() + buffered);
    chunk.position(chunk.position() + buffered);
    while (target.hasRemaining()) {
      int begin = target.position();
      if (channel.read(target) < 0) {
        return;
      }
      digest(target, begin);
    }
  }

  private void readGzip(ByteBuffer target) throws IOException {
    ByteBuffer chunk = scratch.chunk();
    // Decode before refilling: the decoder may hold output back though its source is used up.
    decoder.decode(chunk, target);
    while (target.hasRemaining()) {
      if (!refill()) {
        if (!decoder.atMemberEnd()) {
          throw new DatasetException(
              path,
              Text.format(
                  "the gzip stream is cut off: %d bytes end within a member; copy the file again",
                  fileBytes));
        }
        return;
      }
      decoder.decode(chunk, target);
    }
  }

  private boolean refill() throws IOException {
    ByteBuffer chunk = scratch.chunk().clear();
    int count = channel.read(chunk);
    chunk.flip();
    digest(chunk.duplicate().position(chunk.limit()), 0);
    return count > 0;
  }

  private void digest(ByteBuffer filled, int begin) {
    if (digest != null) {
      digest.update(filled.duplicate().position(begin).limit(filled.position()));
    }
  }

  private static DatasetException unreadable(Path path, IOException e) {
    return new DatasetException(path, "cannot be read: " + IoReason.of(e), e);
  }

  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }
}
