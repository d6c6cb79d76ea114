package org.ibengine.io;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.text.Text;

/**
 * The unpacked voxels of all channels, from the first file to the last. Every file is read to its
 * end, so that checksums and digests count. Not thread-safe.
 */
final class VoxelBytes implements AutoCloseable {
  /**
   * What it takes to read files.
   *
   * @param digest null for none
   */
  record Means(GzipCodec codec, MessageDigest digest, Scratch scratch) {
    /** A file from its first byte on. */
    DecodedFile open(Path path, Encoding encoding) {
      return encoding == Encoding.BY_CONTENT
          ? DecodedFile.open(path, codec, digest, scratch)
          : DecodedFile.openRaw(path, codec, digest, scratch);
    }
  }

  private final ImageHeader header;
  private final VoxelFiles files;
  private final Means means;
  private final long share; // bytes of one file's voxels
  private final boolean attached;
  private int next; // the file to open next
  private DecodedFile file;
  private long left; // of the share of the open file

  private VoxelBytes(ImageHeader header, Means means) {
    this.header = header;
    this.files = header.details().voxels();
    this.means = means;
    this.share = header.channels() * header.storedBytes() / files.paths().size();
    this.attached = files.first().equals(header.path());
  }

  /**
   * At the first voxel. Refuses files that are too short for what the header promises.
   *
   * @param headerFile the open file of the header, right after it; the caller closes it
   */
  static VoxelBytes open(ImageHeader header, DecodedFile headerFile, Means means) {
    VoxelBytes bytes = new VoxelBytes(header, means);
    if (bytes.attached) {
      bytes.start(headerFile);
      return bytes;
    }
    headerFile.finish("the header of a pair ends");
    if (bytes.files.paths().size() > 1) {
      // Before memory is asked for.
      Means unread = new Means(means.codec(), null, means.scratch());
      bytes.files.paths().forEach(path -> bytes.requireShare(path, unread));
    }
    bytes.openNext();
    return bytes;
  }

  /** Refuses files that are too short for what the header promises; reads no voxels. */
  static void requireLongEnough(ImageHeader header, DecodedFile headerFile, Means means) {
    VoxelBytes bytes = new VoxelBytes(header, means);
    if (bytes.attached) {
      bytes.begin(headerFile);
    } else {
      bytes.files.paths().forEach(path -> bytes.requireShare(path, means));
    }
  }

  private void requireShare(Path path, Means with) {
    try (DecodedFile opened = with.open(path, files.encoding())) {
      begin(opened);
    }
  }

  private void openNext() {
    close();
    DecodedFile opened = means.open(files.paths().get(next), files.encoding());
    try {
      start(opened);
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  private void start(DecodedFile opened) {
    long base = begin(opened);
    boolean last = files.skip() == VoxelFiles.LAST;
    opened.skipTo(last ? opened.fileBytes() - share : base + files.skip());
    file = opened;
    left = share;
    next++;
  }

  /** Passes over lines, unpacks from there on, and returns what is skipped from. */
  private long begin(DecodedFile opened) {
    opened.skipLines(files.lines());
    long base = files.lines() == 0 ? files.begin() : opened.position();
    if (files.encoding() == Encoding.GZIP || files.encoding() == Encoding.ZLIB) {
      opened.unpack(files.encoding(), files.packedBytes());
    }
    requirePlausible(opened, files.skip() == VoxelFiles.LAST ? base : base + files.skip());
    return base;
  }

  /** Before memory is asked for: a damaged size must not ask for all there is. */
  private void requirePlausible(DecodedFile opened, long offset) {
    if (!opened.canHold(share) || !opened.canHold(offset + share)) {
      throw new DatasetException(
          opened.path(),
          Text.format(
              "the file is too short: the header promises %s%s from byte %d on, the file has %s",
              header.promise(), shareText(), offset, opened.sizeText()));
    }
  }

  private String shareText() {
    int count = files.paths().size();
    return count == 1 ? "" : Text.format(" in %d files, %d bytes each,", count, share);
  }

  /**
   * How many bytes, at least one, come from one file: reading them leaves the spare memory alone.
   */
  long together() {
    if (left == 0) {
      finishFile();
      openNext();
    }
    return left;
  }

  /** Fills {@code target}. */
  void read(ByteBuffer target) {
    int limit = target.limit();
    while (target.position() < limit) {
      int begin = target.position();
      target.limit((int) Math.min(limit, begin + together()));
      file.read(target);
      left -= target.position() - begin;
      if (target.hasRemaining()) {
        throw endsEarly();
      }
      target.limit(limit);
    }
  }

  /** Passes over the next bytes, which are not more than there are. */
  void skip(long bytes) {
    for (long rest = bytes; rest > 0; ) {
      long count = Math.min(rest, together());
      long end = file.position() + count;
      file.skipTo(end);
      left -= count - (end - file.position());
      if (file.position() < end) {
        throw endsEarly();
      }
      rest -= count;
    }
  }

  private DatasetException endsEarly() {
    return new DatasetException(
        file.path(),
        Text.format(
            "the file ends early: the header promises %s%s, it holds %d",
            header.promise(), shareText(), share - left));
  }

  /** Reads all that is left: the other channels, and what follows the voxels. */
  void finish() {
    int count = files.paths().size();
    skip(left + (count - next) * share);
    finishFile();
  }

  private void finishFile() {
    switch (files.encoding()) {
      case RAW -> file.finishAll();
      case ZLIB -> file.finishExactly("the header promises " + header.promise() + shareText());
      default -> file.finish("the header promises " + header.promise() + shareText());
    }
  }

  /** Closes the file it has opened; that of the header is the caller's. */
  @Override
  public void close() {
    if (file != null && !attached) {
      file.close();
    }
    file = null;
  }
}
