package org.ibengine.mine;

import org.ibengine.index.VolumeEncoding;

/**
 * What is mined, and what is written of it.
 *
 * @param encoding of whole scans, where they are written; changes no result
 */
public record MineOptions(
    MineRules rules, MineDraw draw, MineLayout layout, VolumeEncoding encoding) {
  /** With whole scans packed. */
  public MineOptions(MineRules rules, MineDraw draw, MineLayout layout) {
    this(rules, draw, layout, VolumeEncoding.PACKED);
  }

  /**
   * @throws IllegalArgumentException if the choices do not go together
   */
  public MineOptions {
    if (rules.notebook() && layout.hasVolumes()) {
      throw new IllegalArgumentException(
          "--rules notebook writes no --layout "
              + layout.label()
              + ": its windows may hold nodules and its grid is not that of a dataset; give --layout"
              + " npy, or leave --rules notebook out");
    }
    if (rules.notebook() && draw.hardness() > 0) {
      throw new IllegalArgumentException(
          "--rules notebook draws from all its windows, --hardness was " + draw.hardness());
    }
  }
}
