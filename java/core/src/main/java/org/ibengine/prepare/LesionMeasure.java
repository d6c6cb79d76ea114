package org.ibengine.prepare;

import java.nio.ByteBuffer;
import org.ibengine.backend.Backend;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LabelMap;
import org.ibengine.label.LesionRule;
import org.ibengine.lesion.LesionClasses;
import org.ibengine.lesion.Lesions;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Applies the dataset's rule to a label map. Thread-safe. */
final class LesionMeasure {
  private static final int BLOCK = 1 << 14;
  private static final int LARGEST_UINT16 = 0xffff;

  private final Backend backend;
  private final DatasetOptions options;

  LesionMeasure(Backend backend, DatasetOptions options) {
    this.backend = backend;
    this.options = options;
  }

  /**
   * Bytes that what {@link #storeClasses} returns takes at most.
   *
   * @param voxels of the label map as it is stored
   */
  static long mostBytes(ImageHeader mask, long voxels, DatasetOptions options) {
    boolean kept = mask.storedType().voxelType() == VoxelType.UINT8 && !mask.isScaled();
    boolean stored = options.layout() == Layout.VOLUMES && !isPlain(options) && !kept;
    return stored ? voxels * VoxelType.UINT32.sizeBytes() : 0;
  }

  private static boolean isPlain(DatasetOptions options) {
    return options.lesions().equals(LesionRule.DEFAULT);
  }

  /**
   * The lesions.
   *
   * @param labels read with their original
   * @param geometry of the label map
   */
  Lesions lesions(LabelMap labels, Geometry geometry) {
    return lesions(labels, geometry, options.lesions());
  }

  /** As {@link #lesions(LabelMap, Geometry)}, and those that are too small to be kept. */
  Lesions ofAnySize(LabelMap labels, Geometry geometry) {
    return lesions(labels, geometry, options.lesions().ofAnySize());
  }

  private Lesions lesions(LabelMap labels, Geometry geometry, LesionRule rule) {
    return rule.equals(LesionRule.DEFAULT)
        ? Lesions.ofDefault(labels.volume(), options.connectivity(), backend)
        : Lesions.of(labels::labels, geometry, rule, options.connectivity());
  }

  /**
   * Where labels are above 255 and a rule was given, writes the class of each voxel in place of
   * what the label map holds instead of labels.
   *
   * @return the labels themselves, to be stored beside, of type UINT16 or UINT32; null where they
   *     are not needed. The caller closes it
   */
  Volume storeClasses(LabelMap labels) {
    if (isPlain(options) || labels.largest() == 0) {
      return null;
    }
    LesionClasses.write(labels::labels, options.lesions(), labels.volume());
    return options.layout() == Layout.VOLUMES ? values(labels) : null;
  }

  private Volume values(LabelMap labels) {
    VoxelType type = labels.largest() > LARGEST_UINT16 ? VoxelType.UINT32 : VoxelType.UINT16;
    long voxels = labels.volume().size().voxels();
    HostBuffer memory = backend.allocate(voxels * type.sizeBytes());
    try {
      long[] block = new long[BLOCK];
      for (long begin = 0; begin < voxels; begin += BLOCK) {
        int count = (int) Math.min(BLOCK, voxels - begin);
        labels.labels(begin, count, block);
        ByteBuffer target = memory.bareView(begin * type.sizeBytes(), count * type.sizeBytes());
        for (int i = 0; i < count; i++) {
          if (type == VoxelType.UINT16) {
            target.putShort((short) block[i]);
          } else {
            target.putInt((int) block[i]);
          }
        }
      }
      return new Volume(labels.volume().size(), type, memory);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }
}
