package org.ibengine.index;

import java.util.List;

/**
 * The box that is kept of a volume: the smallest that holds certain voxels, grown and cut to the
 * volume.
 *
 * @param labels the box holds every voxel with one of these label values; empty for every voxel at
 *     which some modality is not 0
 * @param margin by which it is grown on every side, in voxels
 */
public record CropOptions(List<Long> labels, int margin) {
  /**
   * @throws IllegalArgumentException if a label is not positive or the margin negative
   */
  public CropOptions {
    labels = List.copyOf(labels);
    if (labels.stream().anyMatch(label -> label < 1)) {
      throw new IllegalArgumentException("labels to crop to must be positive, were " + labels);
    }
    if (margin < 0) {
      throw new IllegalArgumentException("crop margin must not be negative, was " + margin);
    }
  }
}
