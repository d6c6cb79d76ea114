package org.ibengine.io.nifti;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.StoredType;
import org.ibengine.io.WholeFile;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Writes single-file NIfTI-1, little-endian, unscaled. Thread-safe; blocks on the disk. */
public final class NiftiWriter {
  /** Bytes before the first voxel: the header and four that announce no extension. */
  public static final int HEADER_BYTES = 352;

  private static final int LARGEST_DIM = Short.MAX_VALUE;
  private static final short ALIGNED_CODE = 2;
  private static final byte UNITS_MM = 2;

  // One gzip member takes this much; members keep the memory of a write small.
  private static final int MEMBER_BYTES = 1 << 24;

  private NiftiWriter() {}

  /**
   * Writes exactly {@link #HEADER_BYTES} at the position and advances it; any byte order of the
   * buffer will do and is kept. The affine becomes the sform (code 2), in float32; values are the
   * raw voxels (slope 1, intercept 0).
   *
   * @throws IllegalArgumentException if an axis is longer than 32767 voxels
   */
  public static void putHeader(ByteBuffer target, Geometry geometry, VoxelType type) {
    requireSizeFits(geometry.size());
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0, HeaderBytes.V1_BYTES).put(39, (byte) 0);
    short[] dim = dims(geometry.size());
    float[] pixdim = pixdims(geometry);
    for (int i = 0; i < 8; i++) {
      header.putShort(40 + 2 * i, dim[i]).putFloat(76 + 4 * i, pixdim[i]);
    }
    StoredType stored = StoredType.of(type);
    header
        .putShort(70, (short) NiftiCodes.of(stored))
        .putShort(72, (short) (8 * stored.sizeBytes()));
    header.putFloat(108, HEADER_BYTES).putFloat(112, 1).putFloat(116, 0);
    header.put(123, UNITS_MM).putShort(254, ALIGNED_CODE);
    double[] rows = geometry.affine().toArray();
    for (int i = 0; i < rows.length; i++) {
      header.putFloat(280 + 4 * i, (float) rows[i]);
    }
    target.put(header.put(344, new byte[] {'n', '+', '1', 0}));
  }

  /**
   * Writes a whole file: plain if its name ends in {@code .nii}, gzip if in {@code .nii.gz}, then
   * as several members if it is large. The bytes go to a temporary file in the same folder, are
   * forced to the disk and renamed into place: the file is whole or what it was before.
   *
   * @param volume its size is the geometry's
   * @throws IllegalArgumentException if the name, the sizes or an axis do not fit
   * @throws DatasetException if the file cannot be written; nothing of it is left then
   */
  public static void write(Path path, Geometry geometry, Volume volume, GzipCodec codec) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (!name.endsWith(".nii") && !name.endsWith(".nii.gz")) {
      throw new IllegalArgumentException("a NIfTI file is named .nii or .nii.gz, was " + path);
    }
    if (!geometry.size().equals(volume.size())) {
      throw new IllegalArgumentException(
          Text.format(
              "volume and geometry must have one size, were %s and %s",
              volume.size(), geometry.size()));
    }
    requireSizeFits(geometry.size());
    WholeFile.write(
        path,
        channel -> {
          if (name.endsWith(".gz")) {
            writeGzip(channel, geometry, volume, codec);
          } else {
            writePlain(channel, geometry, volume);
          }
        });
  }

  /**
   * The most direct memory that {@link #write} takes for itself.
   *
   * @param volumeBytes of the voxels
   */
  public static long bytes(long volumeBytes, GzipCodec codec) {
    int member = (int) Math.min(MEMBER_BYTES, HEADER_BYTES + volumeBytes);
    return (long) member + codec.maxEncodedSize(member);
  }

  private static void writePlain(FileChannel channel, Geometry geometry, Volume volume)
      throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    putHeader(header, geometry, volume.type());
    writeAll(channel, header.flip());
    int most = 1 << 30;
    for (long begin = 0; begin < volume.sizeBytes(); begin += most) {
      writeAll(
          channel, volume.data().bareView(begin, (int) Math.min(most, volume.sizeBytes() - begin)));
    }
  }

  private static void writeGzip(
      FileChannel channel, Geometry geometry, Volume volume, GzipCodec codec) throws IOException {
    long total = HEADER_BYTES + volume.sizeBytes();
    int most = (int) Math.min(MEMBER_BYTES, total);
    ByteBuffer member = ByteBuffer.allocateDirect(most);
    ByteBuffer encoded = ByteBuffer.allocateDirect(codec.maxEncodedSize(most));
    putHeader(member, geometry, volume.type());
    long taken = 0;
    do {
      int count = (int) Math.min(member.remaining(), volume.sizeBytes() - taken);
      member.put(volume.data().bareView(taken, count));
      taken += count;
      codec.encode(member.flip(), encoded);
      writeAll(channel, encoded.flip());
      member.clear();
      encoded.clear();
    } while (taken < volume.sizeBytes());
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void requireSizeFits(Size3 size) {
    if (size.x() > LARGEST_DIM || size.y() > LARGEST_DIM || size.z() > LARGEST_DIM) {
      throw new IllegalArgumentException(
          Text.format(
              "NIfTI-1 holds at most %d voxels per axis, size was %s; write parts of the volume",
              LARGEST_DIM, size));
    }
  }

  private static short[] dims(Size3 size) {
    return new short[] {3, (short) size.x(), (short) size.y(), (short) size.z(), 1, 1, 1, 1};
  }

  private static float[] pixdims(Geometry geometry) {
    Geometry.Spacing mm = geometry.spacing();
    return new float[] {1, (float) mm.x(), (float) mm.y(), (float) mm.z(), 1, 1, 1, 1};
  }
}
