package org.ibengine.plan;

import org.ibengine.volume.Index3;

/**
 * One patch of an epoch.
 *
 * @param ordinal its position in the epoch, over all ranks
 * @param source position of the source in the dataset's list of sources
 * @param caseName the case it shows
 * @param instanceId the instance it is for; 0 for a negative patch
 * @param stratum what a negative patch was drawn from, see {@link Stratum#label}; empty for a
 *     positive one
 * @param corner its first voxel in the source; the patch may reach past the end of a small volume
 *     and, where it is placed by a voxel or a box of a small volume, begin before it
 * @param variation what is done to it: warp, turns, flips and intensity
 * @param filler true if it repeats an earlier request to fill the last batch
 * @param foreground whether it holds a voxel of the foreground: always if it is positive, never if
 *     it shows a window of the background
 */
public record PatchRequest(
    int ordinal,
    int source,
    String caseName,
    int instanceId,
    String stratum,
    Index3 corner,
    Variation variation,
    boolean filler,
    boolean foreground) {

  /** With foreground if it is positive, and only then. */
  public PatchRequest(
      int ordinal,
      int source,
      String caseName,
      int instanceId,
      String stratum,
      Index3 corner,
      Variation variation,
      boolean filler) {
    this(ordinal, source, caseName, instanceId, stratum, corner, variation, filler, instanceId > 0);
  }

  static PatchRequest positive(
      int ordinal, PositiveSite at, Index3 corner, Variation variation, boolean filler) {
    return new PatchRequest(
        ordinal, at.source(), at.caseName(), at.instance().id(), "", corner, variation, filler);
  }

  static PatchRequest negative(
      int ordinal, NegativeSite at, String stratum, Variation variation, boolean filler) {
    return new PatchRequest(
        ordinal, at.source(), at.caseName(), 0, stratum, at.corner(), variation, filler);
  }

  /** The same with that word on its foreground. */
  PatchRequest foreground(boolean value) {
    return new PatchRequest(
        ordinal, source, caseName, instanceId, stratum, corner, variation, filler, value);
  }

  /** Whether it was drawn for an instance. */
  public boolean positive() {
    return instanceId > 0;
  }
}
