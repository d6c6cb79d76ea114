package org.ibengine.plan;

/** Where an instance lies in its patch. */
public enum Placement {
  /**
   * The positive box where IB-sampling places it, the same in every epoch. On axes where the box is
   * larger than the patch, a uniform crop of the box that holds a randomly chosen anchor.
   */
  REFERENCE,
  /**
   * On each axis uniform among all placements inside the volume that hold the whole instance; on
   * axes where the instance is larger than the patch, among those that hold a randomly chosen
   * anchor.
   */
  JITTER
}
