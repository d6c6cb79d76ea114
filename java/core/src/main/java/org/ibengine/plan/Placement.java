package org.ibengine.plan;

/** Where an instance, or the voxel that a patch is drawn for, lies in its patch. */
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
  JITTER,
  /**
   * A randomly chosen anchor {@code c} in the centre: the patch begins at {@code c − ⌊size / 2⌋} on
   * each axis, be it before the volume or so near its end that the patch reaches past it. What lies
   * outside is padding, on every side. Needs whole volumes.
   */
  CENTRE,
  /**
   * As {@link #CENTRE}, moved as little as possible to lie inside the volume; it begins at 0 on an
   * axis where the volume is shorter. Needs whole volumes.
   */
  CLAMP;

  /** Whether patches are placed by one voxel alone, wherever its instance ends. */
  public boolean isByVoxel() {
    return this == CENTRE || this == CLAMP;
  }
}
