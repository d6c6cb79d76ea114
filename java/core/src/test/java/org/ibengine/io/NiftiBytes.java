package org.ibengine.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** A hand-made NIfTI file: field by field at the offsets of the standard, valid unless told. */
final class NiftiBytes {
  private final boolean v1;
  private ByteBuffer bytes;

  private NiftiBytes(int version, ByteOrder order, int headerBytes) {
    v1 = version == 1;
    bytes = ByteBuffer.allocate(headerBytes).order(order);
    bytes.putInt(0, v1 ? 348 : 540);
    if (!v1) {
      bytes.put(8, new byte[] {13, 10, 26, 10});
    }
  }

  /** A single file of size {3,5,7}, type int16 and spacing 1, without voxels. */
  static NiftiBytes single(int version, ByteOrder order) {
    NiftiBytes file = new NiftiBytes(version, order, version == 1 ? 352 : 544);
    return file.magic("n+" + version).voxOffset(version == 1 ? 352 : 544).defaults();
  }

  static NiftiBytes single() {
    return single(1, ByteOrder.LITTLE_ENDIAN);
  }

  /** The header half of a pair, otherwise as {@link #single}. */
  static NiftiBytes pair(int version, ByteOrder order) {
    NiftiBytes file = new NiftiBytes(version, order, version == 1 ? 348 : 540);
    return file.magic("ni" + version).voxOffset(0).defaults();
  }

  private NiftiBytes defaults() {
    return shape(3, 5, 7).type(4, 16).pixdim(1, 1, 1, 1).scaling(1, 0);
  }

  NiftiBytes magic(String magic) {
    byte[] raw = Arrays.copyOf(magic.getBytes(StandardCharsets.ISO_8859_1), 4);
    bytes.put(v1 ? 344 : 4, raw);
    return this;
  }

  NiftiBytes voxOffset(double offset) {
    return v1
        ? with(b -> b.putFloat(108, (float) offset))
        : with(b -> b.putLong(168, (long) offset));
  }

  NiftiBytes shape(long... shape) {
    dim(0, shape.length);
    for (int i = 1; i < 8; i++) {
      dim(i, i <= shape.length ? shape[i - 1] : 1);
    }
    return this;
  }

  NiftiBytes dim(int index, long value) {
    return v1
        ? with(b -> b.putShort(40 + 2 * index, (short) value))
        : with(b -> b.putLong(16 + 8 * index, value));
  }

  NiftiBytes type(int code, int bits) {
    return with(b -> b.putShort(v1 ? 70 : 12, (short) code).putShort(v1 ? 72 : 14, (short) bits));
  }

  NiftiBytes pixdim(double... values) {
    return reals(76, 104, values);
  }

  NiftiBytes units(int xyztUnits) {
    return v1 ? with(b -> b.put(123, (byte) xyztUnits)) : with(b -> b.putInt(500, xyztUnits));
  }

  NiftiBytes scaling(double slope, double intercept) {
    return reals(112, 176, slope).reals(116, 184, intercept);
  }

  NiftiBytes codes(int sform, int qform) {
    return v1
        ? with(b -> b.putShort(254, (short) sform).putShort(252, (short) qform))
        : with(b -> b.putInt(348, sform).putInt(344, qform));
  }

  /** b, c, d, then the offsets. */
  NiftiBytes qform(double... values) {
    return reals(256, 352, values);
  }

  NiftiBytes sform(double... rows) {
    return reals(280, 400, rows);
  }

  NiftiBytes description(String text) {
    return with(b -> b.put(v1 ? 148 : 240, text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private NiftiBytes reals(int v1Offset, int v2Offset, double... values) {
    for (int i = 0; i < values.length; i++) {
      if (v1) {
        bytes.putFloat(v1Offset + 4 * i, (float) values[i]);
      } else {
        bytes.putDouble(v2Offset + 8 * i, values[i]);
      }
    }
    return this;
  }

  NiftiBytes with(Consumer<ByteBuffer> change) {
    change.accept(bytes);
    return this;
  }

  /** Appends bytes in the order of the file. */
  NiftiBytes append(int count, Consumer<ByteBuffer> content) {
    ByteBuffer longer = ByteBuffer.allocate(bytes.capacity() + count).order(bytes.order());
    longer.put(bytes.clear());
    content.accept(longer);
    bytes = longer.clear().order(bytes.order());
    return this;
  }

  /** Appends int16 voxels 0, 1, 2, …: as many as {3,5,7} takes. */
  NiftiBytes appendCounting() {
    return append(
        210,
        b -> {
          for (int i = 0; i < 105; i++) {
            b.putShort((short) i);
          }
        });
  }

  byte[] toArray() {
    return bytes.array().clone();
  }

  Path writeTo(Path path) {
    return write(path, toArray());
  }

  static Path write(Path path, byte[] content) {
    try {
      return Files.write(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
