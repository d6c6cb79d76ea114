package org.ibengine.index;

import java.util.List;
import org.ibengine.text.Labels;

/** What is done with voxels of a modality that are NaN, before percentiles are measured. */
public enum NanRule {
  /** The case fails. */
  REFUSE,
  /** They become 0; in a scaled file, the raw number nearest to value 0. */
  ZERO,
  /** They become the smallest finite value of their volume. */
  MIN;

  /** The name in files and on command lines: lower case. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static NanRule ofLabel(String label) {
    return Labels.find("nan", label, List.of(values()), NanRule::label);
  }
}
