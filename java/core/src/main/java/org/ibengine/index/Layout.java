package org.ibengine.index;

import java.util.Locale;

/** How a dataset folder holds its voxels. */
public enum Layout {
  /** One gzipped NIfTI file per patch and modality. */
  PATCHES,
  /** Whole volumes, unnormalised, one safetensors file per case. */
  VOLUMES;

  /** The name in files and on command lines: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static Layout ofLabel(String label) {
    for (Layout layout : values()) {
      if (layout.label().equals(label)) {
        return layout;
      }
    }
    throw new IllegalArgumentException("layout must be patches or volumes, was " + label);
  }
}
