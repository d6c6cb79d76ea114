package org.ibengine.gzip;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.ibengine.text.Text;

/** One pass over a gzip file; the framing is {@link GzipHeader}'s and {@link GzipTrailer}'s. */
final class JdkGzipDecoder implements StreamDecoder {
  private enum State {
    HEADER,
    BODY,
    TRAILER,
    MEMBER_END,
    PADDING
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private GzipHeader header = new GzipHeader();
  private GzipTrailer trailer = new GzipTrailer();
  private State state = State.HEADER;
  private boolean closed;

  @Override
  public void decode(ByteBuffer source, ByteBuffer target) throws ZipException {
    if (closed) {
      throw new IllegalStateException("the gzip decoder is closed");
    }
    while (target.hasRemaining() && step(source, target)) {
      // each step advances the source, the target or the state
    }
  }

  /** False once nothing more can be done without more input. */
  private boolean step(ByteBuffer source, ByteBuffer target) throws ZipException {
    // zlib may hold back output for want of room, so the body goes on with an empty source.
    if (state == State.BODY) {
      return inflate(source, target);
    }
    if (!source.hasRemaining()) {
      return false;
    }
    int next = source.get() & 0xff;
    switch (state) {
      case HEADER -> readHeader(next);
      case TRAILER -> readTrailer(next);
      case MEMBER_END -> startMember(next);
      default -> requirePadding(next);
    }
    return true;
  }

  private boolean inflate(ByteBuffer source, ByteBuffer target) throws ZipException {
    ByteBuffer produced = target.duplicate();
    inflater.setInput(source);
    try {
      inflater.inflate(target);
    } catch (DataFormatException e) {
      throw new ZipException("deflate stream is damaged: " + e.getMessage());
    } finally {
      inflater.setInput(NOTHING);
    }
    crc.update(produced.limit(target.position()));
    if (inflater.finished()) {
      state = State.TRAILER;
      return true;
    }
    if (inflater.needsDictionary()) {
      throw new ZipException("deflate stream asks for a preset dictionary, gzip has none");
    }
    return source.hasRemaining();
  }

  private void readHeader(int next) throws ZipException {
    if (header.accept(next)) {
      crc.reset();
      state = State.BODY;
    }
  }

  private void readTrailer(int next) throws ZipException {
    if (trailer.accept(next)) {
      trailer.verify(crc.getValue(), inflater.getBytesWritten());
      state = State.MEMBER_END;
    }
  }

  private void startMember(int next) throws ZipException {
    if (next == 0) {
      state = State.PADDING;
      return;
    }
    inflater.reset();
    header = new GzipHeader();
    trailer = new GzipTrailer();
    state = State.HEADER;
    readHeader(next);
  }

  private static void requirePadding(int next) throws ZipException {
    if (next != 0) {
      throw new ZipException(
          Text.format("after the last gzip member only zero bytes may follow, found 0x%02x", next));
    }
  }

  @Override
  public boolean atEnd() {
    return state == State.MEMBER_END || state == State.PADDING;
  }

  @Override
  public void close() {
    closed = true;
    inflater.end();
  }
}
