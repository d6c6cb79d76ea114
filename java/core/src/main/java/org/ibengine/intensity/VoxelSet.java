package org.ibengine.intensity;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Voxels of a modality that statistics are taken over. */
public enum VoxelSet {
  /** All of the volume. */
  ALL,
  /** Those whose value is greater than 0. */
  POSITIVE,
  /** Those of the instances. */
  LABEL;

  /** The name in files and on command lines: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static VoxelSet ofLabel(String label) {
    return Arrays.stream(values())
        .filter(set -> set.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Arrays.stream(values())
                            .map(VoxelSet::label)
                            .collect(Collectors.joining(", ", "voxels must be one of ", ", was "))
                        + label));
  }
}
