package org.ibengine.overlap;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.evaluation.PredictionMask;
import org.ibengine.evaluation.ScoreScale;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LabelMap;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * What the files of predictions hold: label maps, or scores that are cut at a threshold. Immutable.
 */
public final class PredictedLabels {
  private static final int BLOCK = 1 << 14;

  private final ScoreScale scale; // null for label maps
  private final double threshold;

  private PredictedLabels(ScoreScale scale, double threshold) {
    this.scale = scale;
    this.threshold = threshold;
  }

  /** Whole numbers from 0, to within 0.001, in any voxel type: 0 is background. */
  public static PredictedLabels ofMaps() {
    return new PredictedLabels(null, 0);
  }

  /**
   * Scores in float32 or float64; a voxel above the threshold is foreground.
   *
   * @param threshold a probability, in [0, 1)
   * @throws IllegalArgumentException if it is not
   */
  public static PredictedLabels ofScores(ScoreScale scale, double threshold) {
    if (!(threshold >= 0 && threshold < 1)) {
      throw new IllegalArgumentException(
          "the threshold must be a probability from 0 to below 1, was " + threshold);
    }
    return new PredictedLabels(scale, threshold);
  }

  /** Bytes of memory that {@link #read} holds at most. */
  long peakBytes(ImageHeader header) {
    return scale == null
        ? LabelMap.peakBytes(header)
        : ImageFiles.peakBytes(header) + header.geometry().size().voxels();
  }

  /** The labels of a file as UINT8; the caller closes the buffer. */
  Volume read(ImageHeader header, Backend backend) {
    return scale == null ? labels(header, backend) : cut(header, backend);
  }

  /** All background; the caller closes the buffer. */
  static Volume nothing(Size3 size, Backend backend) {
    HostBuffer memory = backend.allocate(size.voxels());
    for (long begin = 0; begin < size.voxels(); begin += BLOCK) {
      int count = (int) Math.min(BLOCK, size.voxels() - begin);
      memory.bareView(begin, count).put(ByteBuffer.allocate(count));
    }
    return new Volume(size, VoxelType.UINT8, memory);
  }

  private static Volume labels(ImageHeader header, Backend backend) {
    Path file = header.path();
    GzipCodec codec = backend.gzip();
    LabelMap map;
    try {
      map = LabelMap.read(file, backend::allocate, codec, null);
    } catch (DatasetException e) {
      boolean scores = header.storedType().voxelType().isFloating() && e.path().equals(file);
      throw scores && e.reason().startsWith("labels ")
          ? new DatasetException(file, e.reason() + "; for probabilities give --threshold P", e)
          : e;
    }
    if (map.largest() > 0) {
      map.close();
      throw new DatasetException(
          file,
          Text.format(
              "the labels of a prediction must be at most %d, the largest is %d; number classes"
                  + " from 1",
              LabelMap.LARGEST_KEPT, map.largest()));
    }
    return map.volume();
  }

  private Volume cut(ImageHeader header, Backend backend) {
    requireUnscaled(header);
    HostBuffer memory = backend.allocate(header.geometry().size().voxels());
    try (Image image = ImageFiles.read(header.path(), backend::allocate, backend.gzip())) {
      Volume mask = new Volume(image.volume().size(), VoxelType.UINT8, memory);
      PredictionMask.cut(image.volume(), scale, threshold, mask);
      return mask;
    } catch (IllegalArgumentException e) {
      memory.close();
      throw new DatasetException(header.path(), e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private static void requireUnscaled(ImageHeader header) {
    if (header.isScaled()) {
      throw new DatasetException(
          header.path(),
          Text.format(
              "scores must be stored as they are, have slope %s and intercept %s; save them as"
                  + " float32",
              header.slope(), header.intercept()));
    }
  }
}
