package org.ibengine.mine;

/** What is mined, and what is written of it. */
public record MineOptions(MineRules rules, MineDraw draw, MineLayout layout) {
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
