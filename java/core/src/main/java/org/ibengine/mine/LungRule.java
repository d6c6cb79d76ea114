package org.ibengine.mine;

import java.util.Locale;

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
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static LungRule ofLabel(String label) {
    for (LungRule rule : values()) {
      if (rule != NOTEBOOK && rule.label().equals(label)) {
        return rule;
      }
    }
    throw new IllegalArgumentException("--lung must be auto, mask, field or band, was " + label);
  }
}
