package org.ibengine.mine;

import java.util.List;
import org.ibengine.text.Labels;

/** How the surroundings of a centre are tested for lung. */
public enum LungRule {
  /** {@link #MASK} for a scan that has a mask, {@link #FIELD} for others. */
  AUTO,
  /** By the lung mask of the scan. */
  MASK,
  /** By a lung that is found in the HU of the scan. */
  FIELD,
  /** By the mean HU of the block around the centre. */
  BAND,
  /** The test of the notebook that started this, without a mask; not to be chosen. */
  NOTEBOOK;

  /** The name in files and on command lines: lower case. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * @throws IllegalArgumentException for any other name, that of {@link #NOTEBOOK} included
   */
  public static LungRule ofLabel(String label) {
    return Labels.find("--lung", label, List.of(AUTO, MASK, FIELD, BAND), LungRule::label);
  }
}
