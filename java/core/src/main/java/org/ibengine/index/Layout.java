package org.ibengine.index;

import java.util.List;
import org.ibengine.text.Labels;

/** How a dataset folder holds its voxels. */
public enum Layout {
  /** One gzipped NIfTI file per patch and modality. */
  PATCHES,
  /** Whole volumes, unnormalised, one safetensors file per case. */
  VOLUMES;

  /** The name in files and on command lines: lower case. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static Layout ofLabel(String label) {
    return Labels.find("layout", label, List.of(values()), Layout::label);
  }
}
