package org.ibengine.plan;

import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * A window without foreground.
 *
 * @param source position of the source in the dataset's list of sources
 * @param caseName the case it belongs to
 * @param volume size of the source's volumes
 * @param corner first voxel of the window, in voxels of the source
 */
public record NegativeSite(int source, String caseName, Size3 volume, Index3 corner) {}
