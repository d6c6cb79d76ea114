package org.ibengine.io.nifti;

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
import org.ibengine.io.StoredType;

/** A hand-made NIfTI file: field by field at the offsets of the standard, valid unless told. */
public final class NiftiBytes {
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
  public static NiftiBytes single(int version, ByteOrder order) {
    NiftiBytes file = new NiftiBytes(version, order, version == 1 ? 352 : 544);
    return file.magic("n+" + version).voxOffset(version == 1 ? 352 : 544).defaults();
  }

  public static NiftiBytes single() {
    return single(1, ByteOrder.LITTLE_ENDIAN);
  }

  /** The header half of a pair, otherwise as {@link #single}. */
  public static NiftiBytes pair(int version, ByteOrder order) {
    NiftiBytes file = new NiftiBytes(version, order, version == 1 ? 348 : 540);
    return file.magic("ni" + version).voxOffset(0).defaults();
  }

  private NiftiBytes defaults() {
    return shape(3, 5, 7).type(4, 16).pixdim(1, 1, 1, 1).scaling(1, 0);
  }

  public NiftiBytes magic(String magic) {
    byte[] raw = Arrays.copyOf(magic.getBytes(StandardCharsets.ISO_8859_1), 4);
    bytes.put(v1 ? 344 : 4, raw);
    return this;
  }

  public NiftiBytes voxOffset(double offset) {
    return v1
        ? with(b -> b.putFloat(108, (float) offset))
        : with(b -> b.putLong(168, (long) offset));
  }

  public NiftiBytes shape(long... shape) {
    dim(0, shape.length);
    for (int i = 1; i < 8; i++) {
      dim(i, i <= shape.length ? shape[i - 1] : 1);
    }
    return this;
  }

  public NiftiBytes dim(int index, long value) {
    return v1
        ? with(b -> b.putShort(40 + 2 * index, (short) value))
        : with(b -> b.putLong(16 + 8 * index, value));
  }

  public NiftiBytes type(int code, int bits) {
    return with(b -> b.putShort(v1 ? 70 : 12, (short) code).putShort(v1 ? 72 : 14, (short) bits));
  }

  /** With the code that the standard has for it. */
  public NiftiBytes type(StoredType type) {
    int code =
        switch (type) {
          case UINT8 -> 2;
          case INT8 -> 256;
          case INT16 -> 4;
          case UINT16 -> 512;
          case INT32 -> 8;
          case UINT32 -> 768;
          case FLOAT32 -> 16;
          case FLOAT64 -> 64;
          case INT64 -> 1024;
          case UINT64 -> 1280;
        };
    return type(code, 8 * type.sizeBytes());
  }

  public NiftiBytes pixdim(double... values) {
    return reals(76, 104, values);
  }

  public NiftiBytes units(int xyztUnits) {
    return v1 ? with(b -> b.put(123, (byte) xyztUnits)) : with(b -> b.putInt(500, xyztUnits));
  }

  public NiftiBytes scaling(double slope, double intercept) {
    return reals(112, 176, slope).reals(116, 184, intercept);
  }

  public NiftiBytes codes(int sform, int qform) {
    return v1
        ? with(b -> b.putShort(254, (short) sform).putShort(252, (short) qform))
        : with(b -> b.putInt(348, sform).putInt(344, qform));
  }

  /** b, c, d, then the offsets. */
  public NiftiBytes qform(double... values) {
    return reals(256, 352, values);
  }

  public NiftiBytes sform(double... rows) {
    return reals(280, 400, rows);
  }

  public NiftiBytes description(String text) {
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

  public NiftiBytes with(Consumer<ByteBuffer> change) {
    change.accept(bytes);
    return this;
  }

  /** Appends bytes in the order of the file. */
  public NiftiBytes append(int count, Consumer<ByteBuffer> content) {
    ByteBuffer longer = ByteBuffer.allocate(bytes.capacity() + count).order(bytes.order());
    longer.put(bytes.clear());
    content.accept(longer);
    bytes = longer.clear().order(bytes.order());
    return this;
  }

  /** Appends int16 voxels 0, 1, 2, …: as many as {3,5,7} takes. */
  public NiftiBytes appendCounting() {
    return append(
        210,
        b -> {
          for (int i = 0; i < 105; i++) {
            b.putShort((short) i);
          }
        });
  }

  public byte[] toArray() {
    return bytes.array().clone();
  }

  public Path writeTo(Path path) {
    return write(path, toArray());
  }

  public static Path write(Path path, byte[] content) {
    try {
      return Files.write(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
