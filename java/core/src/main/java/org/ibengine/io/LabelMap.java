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
 * A mask in memory, one byte per voxel, whatever type and scaling its file has: its labels or, if
 * any of them is above 255, 1 for every label above 0. Owns the memory of its volumes: {@link
 * #close} returns it and is idempotent.
 *
 * @param header of the file
 * @param volume of type UINT8, values scaled, x fastest
 * @param largest label of the file if {@code volume} holds foreground instead of labels; 0 if it
 *     holds the labels
 * @param original the file's own voxels if they were asked for and {@code volume} does not hold the
 *     labels, else null
 */
public record LabelMap(ImageHeader header, Volume volume, long largest, Image original)
    implements AutoCloseable {
  /** The largest label that is kept as it is. */
  public static final int LARGEST_KEPT = 255;

  private static final int BLOCK = 4096;

  /**
   * Reads any image whose values, after slope and intercept, are whole numbers from 0 to 2^32 − 1,
   * to within 0.001. Thread-safe; blocks on the disk.
   *
   * @param digest fed with the bytes of the file as in {@link ImageReader#read}; null for none
   * @return the caller closes it
   * @throws DatasetException as the reader does, or naming the first other value and its voxel
   */
  public static LabelMap read(
      Path path, BufferAllocator allocator, GzipCodec codec, MessageDigest digest) {
    LabelMap map = readWithOriginal(path, allocator, codec, digest);
    if (map.original != null) {
      map.original.close();
    }
    return new LabelMap(map.header, map.volume, map.largest, null);
  }

  /** As {@link #read}, and keeps what {@link #labels} needs. */
  public static LabelMap readWithOriginal(
      Path path, BufferAllocator allocator, GzipCodec codec, MessageDigest digest) {
    Image image = ImageFiles.read(path, allocator, codec, digest);
    if (isAsStored(image.header())) {
      return new LabelMap(image.header(), image.volume(), 0, null);
    }
    boolean kept = false;
    try {
      LabelMap map = converted(image, allocator);
      kept = map.original != null;
      return map;
    } finally {
      if (!kept) {
        image.close();
      }
    }
  }

  /** The most bytes of memory that {@link #read} takes at a time. */
  public static long peakBytes(ImageHeader header) {
    long converted = isAsStored(header) ? 0 : header.geometry().size().voxels();
    return ImageFiles.peakBytes(header) + converted;
  }

  private static boolean isAsStored(ImageHeader header) {
    return header.storedType().voxelType() == VoxelType.UINT8 && !header.isScaled();
  }

  private static LabelMap converted(Image image, BufferAllocator allocator) {
    HostBuffer labels = allocator.allocate(image.volume().size().voxels());
    try {
      Volume volume = new Volume(image.volume().size(), VoxelType.UINT8, labels);
      long largest = convert(image, labels, false);
      if (largest <= LARGEST_KEPT) {
        return new LabelMap(image.header(), volume, 0, null);
      }
      convert(image, labels, true);
      return new LabelMap(image.header(), volume, largest, image);
    } catch (RuntimeException | Error e) {
      labels.close();
      throw e;
    }
  }

  /** Writes the lowest byte of each label, or whether it is above 0; returns the largest label. */
  private static long convert(Image image, HostBuffer labels, boolean foreground) {
    long voxels = image.volume().size().voxels();
    long[] block = new long[BLOCK];
    long largest = 0;
    for (long begin = 0; begin < voxels; begin += BLOCK) {
      int count = (int) Math.min(BLOCK, voxels - begin);
      read(image, begin, count, block);
      ByteBuffer target = labels.bareView(begin, count);
      for (int i = 0; i < count; i++) {
        largest = Math.max(largest, block[i]);
        target.put(i, (byte) (foreground ? Math.min(block[i], 1) : block[i]));
      }
    }
    return largest;
  }

  private static void read(Image image, long begin, int count, long[] labels) {
    double[] values = new double[count];
    ScaledVoxels.read(image, begin, count, values);
    for (int i = 0; i < count; i++) {
      labels[i] = LabelRule.labelOf(values[i]);
      if (labels[i] < 0) {
        throw LabelRule.refusal(
            image.header(), values[i], VoxelLoader.position(begin + i, image.volume().size()));
      }
    }
  }

  /** The label that a value of a mask stands for, or −1 if it is not a label. */
  public static long labelOf(double value) {
    return LabelRule.labelOf(value);
  }

  /**
   * The labels of the file, including those above 255.
   *
   * @param begin the first voxel, in memory order
   * @param labels receives the first {@code count}
   * @throws IllegalStateException if the map was read without its original and does not hold them
   */
  public void labels(long begin, int count, long[] labels) {
    if (original != null) {
      read(original, begin, count, labels);
      return;
    }
    if (largest > 0) {
      throw new IllegalStateException("the labels were not kept; use readWithOriginal");
    }
    ByteBuffer bytes = volume.data().bareView(begin, count);
    for (int i = 0; i < count; i++) {
      labels[i] = bytes.get(i) & 0xff;
    }
  }

  /**
   * The labels of the original as UINT32, unscaled; the caller closes it.
   *
   * @throws IllegalStateException if the map was read without its original
   */
  public Image wholeNumbers(BufferAllocator allocator) {
    if (original == null) {
      throw new IllegalStateException("the labels were not kept; use readWithOriginal");
    }
    long voxels = volume.size().voxels();
    HostBuffer memory = allocator.allocate(voxels * VoxelType.UINT32.sizeBytes());
    try {
      long[] block = new long[BLOCK];
      for (long begin = 0; begin < voxels; begin += BLOCK) {
        int count = (int) Math.min(BLOCK, voxels - begin);
        labels(begin, count, block);
        ByteBuffer target = memory.bareView(begin * Integer.BYTES, count * Integer.BYTES);
        for (int i = 0; i < count; i++) {
          target.putInt((int) block[i]);
        }
      }
      ImageHeader whole =
          new ImageHeader(
              header.path(),
              header.geometry(),
              header.channels(),
              StoredType.UINT32,
              1,
              0,
              header.details());
      return new Image(whole, new Volume(volume.size(), VoxelType.UINT32, memory));
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  @Override
  public void close() {
    volume.data().close();
    if (original != null) {
      original.close();
    }
  }
}
