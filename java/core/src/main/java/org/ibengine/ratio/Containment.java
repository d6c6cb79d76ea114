package org.ibengine.ratio;

import java.util.List;
import org.ibengine.volume.Size3;

/**
 * How many instances patches of a size can hold whole.
 *
 * @param instancesThatFit whose box is at most as long as the patch on every axis
 * @param instances of all
 * @param sumOfShares over all instances, the share of the placements that hold it whole
 * @param firstPlacements of the first five instances, how many placements hold it whole
 * @param tooLong the instances that do not fit
 */
public record Containment(
    long instancesThatFit,
    long instances,
    double sumOfShares,
    List<Long> firstPlacements,
    List<TooLong> tooLong) {

  /**
   * An instance that does not fit.
   *
   * @param box size of its box in voxels
   */
  public record TooLong(String caseName, int instance, Size3 box) {}

  public Containment {
    firstPlacements = List.copyOf(firstPlacements);
    tooLong = List.copyOf(tooLong);
  }

  /** Share of the instances that fit; NaN if there are none. */
  public double share() {
    return (double) instancesThatFit / instances;
  }

  /** Mean over all instances of the share of placements that hold it whole; NaN without any. */
  public double meanShareOfPlacements() {
    return sumOfShares / instances;
  }
}
