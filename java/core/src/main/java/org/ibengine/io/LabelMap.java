package org.ibengine.io;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * A mask in memory: one label from 0 to 255 a voxel, whatever type and scaling its file has. Owns
 * the memory of its volume: {@link #close} hands it back and is idempotent.
 *
 * @param header of the file
 * @param volume of type UINT8, values scaled, x fastest
 */
public record LabelMap(NiftiHeader header, Volume volume) implements AutoCloseable {
  private static final int BLOCK = 4096;

  /**
   * Reads any NIfTI volume whose values (after {@code scl_slope} and {@code scl_inter}) are whole
   * numbers from 0 to 255. Thread-safe; blocks on the disk.
   *
   * @param digest fed with the bytes of the file as in {@link NiftiReader#read(Path,
   *     BufferAllocator, GzipCodec, MessageDigest)}; null for none
   * @return the caller closes it
   * @throws DatasetException as the reader does, or naming the first other value and its voxel
   */
  public static LabelMap read(
      Path path, BufferAllocator allocator, GzipCodec codec, MessageDigest digest) {
    NiftiImage image = NiftiReader.read(path, allocator, codec, digest);
    if (image.volume().type() == VoxelType.UINT8 && !image.header().isScaled()) {
      return new LabelMap(image.header(), image.volume());
    }
    try (image) {
      HostBuffer labels = allocator.allocate(image.volume().size().voxels());
      try {
        convert(image, labels);
        return new LabelMap(
            image.header(), new Volume(image.volume().size(), VoxelType.UINT8, labels));
      } catch (RuntimeException | Error e) {
        labels.close();
        throw e;
      }
    }
  }

  private static void convert(NiftiImage image, HostBuffer labels) {
    Volume raw = image.volume();
    long voxels = raw.size().voxels();
    double[] values = new double[BLOCK];
    for (long begin = 0; begin < voxels; begin += BLOCK) {
      int count = (int) Math.min(BLOCK, voxels - begin);
      int bytes = raw.type().sizeBytes();
      RawVoxels.toDoubles(raw.data().bareView(begin * bytes, count * bytes), raw.type(), values);
      int wrong = toLabels(values, image.header(), labels.bareView(begin, count));
      if (wrong >= 0) {
        throw new DatasetException(
            image.header().path(),
            "labels must be whole numbers from 0 to 255, was %s at voxel %s; map them to that range"
                .formatted(values[wrong], VoxelLoader.position(begin + wrong, raw.size())));
      }
    }
  }

  /** Returns the index of the first value that is no label (left scaled in place), or −1. */
  private static int toLabels(double[] values, NiftiHeader header, ByteBuffer labels) {
    for (int i = 0; i < labels.limit(); i++) {
      values[i] = values[i] * header.slope() + header.intercept();
      int label = (int) values[i];
      // Also false for NaN; −0.0 equals 0.
      if (label != values[i] || label < 0 || label > 255) {
        return i;
      }
      labels.put(i, (byte) label);
    }
    return -1;
  }

  @Override
  public void close() {
    volume.data().close();
  }
}
