package org.ibengine.mine;

import java.util.Locale;

/** What is written. */
public enum MineLayout {
  /** A file per window, and an index of them. */
  NPY,
  /** A dataset of whole scans that knows the windows. */
  VOLUMES,
  /** Both, in one folder. */
  BOTH;

  public boolean hasPatches() {
    return this != VOLUMES;
  }

  public boolean hasVolumes() {
    return this != NPY;
  }

  /** The name in files and on command lines: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static MineLayout ofLabel(String label) {
    for (MineLayout layout : values()) {
      if (layout.label().equals(label)) {
        return layout;
      }
    }
    throw new IllegalArgumentException("--layout must be npy, volumes or both, was " + label);
  }
}
