package org.ibengine.index;

import java.util.List;
import org.ibengine.text.Labels;

/** Which type the voxels of a modality are stored in, where whole volumes are. */
public enum StoreRule {
  /** The type of the file. */
  AUTO,
  /** Floats as whole numbers from 0 to 65,535 that lie evenly between the case's extremes. */
  UINT16,
  /** Floats as the nearest ones of 16 bits, or, if all are whole numbers, as those of UINT16. */
  FLOAT16;

  /** The name in files and on command lines: lower case. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static StoreRule ofLabel(String label) {
    return Labels.find("store", label, List.of(values()), StoreRule::label);
  }
}
