package org.ibengine.mine;

import org.ibengine.plan.MiningDraw;

/**
 * Which of the legal windows are taken.
 *
 * @param perScan how many of each scan
 * @param hardness in [0, 1): 0 draws among all, near 1 among those nearest to a finding
 * @param seed of the draw
 * @param minSpacingMm the least distance between two centres of a scan
 */
public record MineDraw(int perScan, double hardness, long seed, double minSpacingMm) {
  public MineDraw {
    if (perScan < 1) {
      throw new IllegalArgumentException("--per-scan must be at least 1, was " + perScan);
    }
    if (!(hardness >= 0 && hardness < 1)) {
      throw new IllegalArgumentException(
          "--hardness must be at least 0 and below 1, was " + hardness);
    }
    if (!(minSpacingMm >= 0) || Double.isInfinite(minSpacingMm)) {
      throw new IllegalArgumentException(
          "--min-spacing must be a number of mm of at least 0, was " + minSpacingMm);
    }
  }

  MiningDraw.Wanted wanted() {
    return new MiningDraw.Wanted(perScan, minSpacingMm, seed);
  }
}
