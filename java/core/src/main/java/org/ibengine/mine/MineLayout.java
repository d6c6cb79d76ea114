package org.ibengine.mine;

import java.util.List;
import org.ibengine.text.Labels;

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
    return Labels.of(this);
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static MineLayout ofLabel(String label) {
    return Labels.find("--layout", label, List.of(values()), MineLayout::label);
  }
}
