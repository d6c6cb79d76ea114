package org.ibengine.pipeline;

import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Where a source lies.
 *
 * @param origin its first voxel in the volume of its case
 * @param volume size of that volume
 */
public record VolumePlace(Index3 origin, Size3 volume) {}
