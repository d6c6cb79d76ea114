package org.ibengine.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Brings the voxels of one channel into memory: native order, 64-bit integers narrowed. */
final class VoxelLoader {
  private static final int PIECE_BYTES = 1 << 30;
  // Voxels are turned while they are still in the cache.
  private static final int REVERSED_PIECE_BYTES = 1 << 19;

  private final ImageHeader header;
  private final VoxelBytes bytes;
  private final HostBuffer target;

  private VoxelLoader(ImageHeader header, VoxelBytes bytes, HostBuffer target) {
    this.header = header;
    this.bytes = bytes;
    this.target = target;
  }

  /** Reads all voxels from where {@code bytes} stand. */
  static void load(ImageHeader header, VoxelBytes bytes, HostBuffer target, ByteBuffer spare) {
    VoxelLoader loader = new VoxelLoader(header, bytes, target);
    if (header.storedType().isNarrowed()) {
      loader.loadNarrowed(spare);
    } else {
      loader.loadAsStored();
    }
  }

  /** Hands all voxels from where {@code bytes} stand to {@code sink}. */
  static void stream(ImageHeader header, VoxelBytes bytes, ByteBuffer spare, VoxelSink sink) {
    new VoxelLoader(header, bytes, null).stream(spare, sink);
  }

  private void stream(ByteBuffer spare, VoxelSink sink) {
    spare.clear();
    int storedBytes = header.storedType().sizeBytes();
    int most = spare.capacity() / (Long.BYTES + Integer.BYTES);
    double[] values = new double[most];
    long voxels = header.geometry().size().voxels();
    int count;
    for (long begin = 0; begin < voxels; begin += count) {
      count = (int) Math.min(Math.min(most, bytes.together() / storedBytes), voxels - begin);
      ByteBuffer raw = spare.slice(0, count * storedBytes).order(header.details().byteOrder());
      bytes.read(raw);
      if (header.storedType().isNarrowed()) {
        ByteBuffer narrow = spare.slice(most * Long.BYTES, count * Integer.BYTES);
        narrow(raw, narrow.order(ByteOrder.LITTLE_ENDIAN), begin);
        raw = narrow;
      } else if (raw.order() == ByteOrder.BIG_ENDIAN) {
        VoxelOrder.reverse(raw, storedBytes);
        raw.order(ByteOrder.LITTLE_ENDIAN);
      }
      RawVoxels.toDoubles(raw, header.storedType().voxelType(), values);
      sink.accept(values, count);
    }
  }

  private void loadAsStored() {
    int voxelBytes = header.storedType().sizeBytes();
    boolean reversed = voxelBytes > 1 && header.details().byteOrder() == ByteOrder.BIG_ENDIAN;
    long total = header.storedBytes();
    int most = reversed ? REVERSED_PIECE_BYTES : PIECE_BYTES;
    for (long begin = 0; begin < total; begin += most) {
      ByteBuffer piece = target.bareView(begin, (int) Math.min(most, total - begin));
      bytes.read(piece);
      if (reversed) {
        VoxelOrder.reverse(piece, voxelBytes);
      }
    }
  }

  private void loadNarrowed(ByteBuffer spare) {
    long voxels = header.geometry().size().voxels();
    int most = spare.capacity() / Long.BYTES;
    int count;
    for (long begin = 0; begin < voxels; begin += count) {
      count = (int) Math.min(Math.min(most, bytes.together() / Long.BYTES), voxels - begin);
      ByteBuffer wide = spare.clear().limit(count * Long.BYTES);
      bytes.read(wide);
      wide.order(header.details().byteOrder());
      narrow(wide, target.bareView(begin * Integer.BYTES, count * Integer.BYTES), begin);
    }
  }

  private void narrow(ByteBuffer wide, ByteBuffer narrow, long firstVoxel) {
    long least = header.storedType() == StoredType.UINT64 ? 0 : Integer.MIN_VALUE;
    int count = narrow.limit() / Integer.BYTES;
    for (int i = 0; i < count; i++) {
      long value = wide.getLong(i * Long.BYTES);
      if (value < least || value > Integer.MAX_VALUE) {
        throw tooLarge(value, firstVoxel + i);
      }
      narrow.putInt(i * Integer.BYTES, (int) value);
    }
  }

  private DatasetException tooLarge(long value, long voxel) {
    boolean unsigned = header.storedType() == StoredType.UINT64;
    return new DatasetException(
        header.details().voxels().first(),
        Text.format(
            "%s voxels must fit into 32 bits, was %s at voxel %s; save the file as float64 or rescale it",
            header.storedType(),
            unsigned ? Long.toUnsignedString(value) : Long.toString(value),
            position(voxel, header.geometry().size())));
  }

  /** The voxel at a memory position. */
  static Index3 position(long voxel, Size3 size) {
    long row = voxel / size.x();
    return new Index3((int) (voxel % size.x()), (int) (row % size.y()), (int) (row / size.y()));
  }
}
