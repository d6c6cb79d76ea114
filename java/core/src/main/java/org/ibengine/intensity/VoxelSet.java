package org.ibengine.intensity;

import java.util.List;
import org.ibengine.text.Labels;

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
    return Labels.of(this);
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static VoxelSet ofLabel(String label) {
    return Labels.find("voxels", label, List.of(values()), VoxelSet::label);
  }
}
