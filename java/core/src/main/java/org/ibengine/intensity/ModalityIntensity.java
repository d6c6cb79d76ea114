package org.ibengine.intensity;

import static java.util.Objects.requireNonNull;

/** The statistics of one modality of one case, over each set of voxels. */
public record ModalityIntensity(
    IntensityStatistics all, IntensityStatistics positive, IntensityStatistics label) {
  public ModalityIntensity {
    requireNonNull(all);
    requireNonNull(positive);
    requireNonNull(label);
  }

  public IntensityStatistics of(VoxelSet set) {
    return switch (set) {
      case ALL -> all;
      case POSITIVE -> positive;
      case LABEL -> label;
    };
  }

  /** The same with other statistics over the label. */
  public ModalityIntensity label(IntensityStatistics other) {
    return new ModalityIntensity(all, positive, other);
  }
}
