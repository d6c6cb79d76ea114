package org.ibengine.io;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.ZipException;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.StreamDecoder;
import org.ibengine.text.Text;

/**
 * The bytes of one file from first to last, unpacked from where its encoding begins. Feeds the
 * bytes as they lie on disk to a digest on the way. Not thread-safe.
 */
public final class DecodedFile implements AutoCloseable {
  // A deflate symbol yields at most 258 bytes and takes at least two bits.
  private static final long LARGEST_RATIO = 1032;
  private static final long LARGEST_REST = 1 << 20;

  private final DiskBytes disk;
  private final GzipCodec codec;
  private final ByteBuffer spare;
  private long position; // decoded bytes handed out so far
  private StreamDecoder decoder; // null while bytes come as they lie on disk
  private String packing = ""; // how the decoder's bytes are called
  private long packedBegin;

  private DecodedFile(DiskBytes disk, GzipCodec codec, Scratch scratch) {
    this.disk = disk;
    this.codec = codec;
    this.spare = scratch.spare();
  }

  /**
   * Opens the file at its first byte, inflated if its content is gzip, whatever its name; blocks on
   * the disk.
   *
   * @param digest updated with every byte that is read; null for none
   * @param scratch not used by anyone else until the file is closed
   * @throws DatasetException if the file is empty or cannot be read
   */
  public static DecodedFile open(
      Path path, GzipCodec codec, MessageDigest digest, Scratch scratch) {
    DecodedFile file = openRaw(path, codec, digest, scratch);
    if (file.disk.isGzip()) {
      file.unpack(Encoding.GZIP, Long.MAX_VALUE);
    }
    return file;
  }

  /** As {@link #open}, but the bytes come as they lie on disk, whatever they look like. */
  public static DecodedFile openRaw(
      Path path, GzipCodec codec, MessageDigest digest, Scratch scratch) {
    return new DecodedFile(DiskBytes.open(path, digest, scratch.chunk()), codec, scratch);
  }

  /**
   * Takes what follows for packed; it counts on in {@link #position} once unpacked.
   *
   * @param encoding gzip or zlib
   * @param packedBytes how many at most belong to it
   * @throws DatasetException if the file ends before them
   */
  void unpack(Encoding encoding, long packedBytes) {
    packing = encoding == Encoding.GZIP ? "gzip" : "zlib";
    packedBegin = position;
    if (packedBytes != VoxelFiles.TO_THE_END) {
      if (disk.left() < packedBytes) {
        throw new DatasetException(
            path(),
            Text.format(
                "is cut off: the header promises %d bytes of %s, the file has %d",
                packedBytes, packing, disk.left()));
      }
      disk.limit(packedBytes);
    }
    decoder = encoding == Encoding.GZIP ? codec.newDecoder() : codec.newZlibDecoder();
  }

  Path path() {
    return disk.path();
  }

  /** Its length on disk. */
  long fileBytes() {
    return disk.size();
  }

  /** No file of this length can hold more. */
  public boolean canHold(long decodedBytes) {
    if (decoder == null) {
      return decodedBytes <= disk.size();
    }
    long packed = disk.size() - packedBegin;
    return decodedBytes - packedBegin <= Math.multiplyExact(packed, LARGEST_RATIO);
  }

  /** Decoded bytes that have been read or passed over. */
  public long position() {
    return position;
  }

  /** For messages: the length on disk, and whether it is compressed. */
  public String sizeText() {
    return disk.size() + (decoder == null ? " bytes" : " bytes of " + packing);
  }

  /** Fills {@code target}, or what the file still holds; a short fill means the end. */
  public void read(ByteBuffer target) {
    int begin = target.position();
    if (decoder == null) {
      disk.read(target);
    } else {
      readPacked(target);
    }
    position += target.position() - begin;
  }

  /**
   * The text up to the next line end, which is passed over, or up to the end of the file; only
   * before anything is unpacked.
   *
   * @param most bytes of it at most
   * @return one character a byte, without a CR before the line end; null at the end of the file
   * @throws DatasetException if the line is longer
   */
  public String readLine(int most) {
    StringBuilder line = new StringBuilder();
    long begin = position;
    for (int next = disk.next(); next >= 0; next = disk.next()) {
      position++;
      if (next == '\n') {
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line + "";
      }
      if (line.length() == most) {
        throw new DatasetException(
            path(), Text.format("the header must have lines of at most %d bytes", most));
      }
      line.append((char) next);
    }
    return position == begin ? null : line.toString();
  }

  /** Passes over so many lines, or to the end if that comes first. */
  void skipLines(long count) {
    for (long left = count; left > 0; ) {
      int next = disk.next();
      if (next < 0) {
        return;
      }
      position++;
      left -= next == '\n' ? 1 : 0;
    }
  }

  /** Passes over decoded bytes up to {@code offset}, or to the end if that comes first. */
  public void skipTo(long offset) {
    if (decoder == null && offset > position) {
      position += disk.skip(offset - position);
      return;
    }
    while (position < offset) {
      ByteBuffer target = spare.clear();
      read(target.limit((int) Math.min(offset - position, target.capacity())));
      if (target.hasRemaining()) {
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
    skipTo(most + 1);
    if (position > most) {
      throw new DatasetException(
          path(),
          Text.format(
              "%s, %d bytes in all, the file holds %s; no more than 1 MiB may follow: repair the header or cut the file",
              what,
              promised,
              decoder == null ? fileBytes() + "" : "more than " + most + ", inflated"));
    }
  }

  /** Reads what is left, however much that is, if a digest depends on it. */
  void finishAll() {
    disk.finish();
  }

  /**
   * Reads the end of a packed stream, and what the file holds after it.
   *
   * @param what as in {@link #finish}
   * @throws DatasetException if the stream holds more bytes
   */
  void finishExactly(String what) {
    long end = position;
    skipTo(end + 1);
    if (position > end) {
      throw new DatasetException(
          path(), Text.format("%s, the %s stream holds more; repair the header", what, packing));
    }
    finishAll();
  }

  private void readPacked(ByteBuffer target) {
    try {
      // Decode before refilling: the decoder may hold output back though its source is used up.
      decoder.decode(disk.buffered(), target);
      while (target.hasRemaining()) {
        if (!disk.refill()) {
          if (!decoder.atEnd()) {
            throw new DatasetException(
                path(),
                Text.format(
                    "the %s stream is cut off: %d bytes end within %s; copy the file again",
                    packing,
                    fileBytes() - packedBegin,
                    packing.equals("gzip") ? "a member" : "it"));
          }
          return;
        }
        decoder.decode(disk.buffered(), target);
      }
    } catch (ZipException e) {
      throw new DatasetException(
          path(),
          "the " + packing + " stream is damaged (" + e.getMessage() + "); copy the file again",
          e);
    }
  }

  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
    }
    disk.close();
  }
}
