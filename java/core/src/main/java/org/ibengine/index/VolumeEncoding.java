package org.ibengine.index;

import java.util.List;
import org.ibengine.text.Labels;

/** How whole volumes are stored; what is read from them is the same. */
public enum VolumeEncoding {
  /** Voxels as they are. */
  RAW,
  /** In bricks, with as few bits per voxel as each needs, where that saves an eighth or more. */
  PACKED;

  /** The name on command lines: lower case. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static VolumeEncoding ofLabel(String label) {
    return Labels.find("encoding", label, List.of(values()), VolumeEncoding::label);
  }
}
