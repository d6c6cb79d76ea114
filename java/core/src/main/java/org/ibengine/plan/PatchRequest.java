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
 * @param variation turns, flips and intensity
 * @param filler true if it repeats an earlier request to fill the last batch
 */
public record PatchRequest(
    int ordinal,
    int source,
    String caseName,
    int instanceId,
    String stratum,
    Index3 corner,
    Variation variation,
    boolean filler) {

  public boolean positive() {
    return instanceId > 0;
  }
}
