package org.ibengine.plan;

import org.ibengine.label.Instance;
import org.ibengine.volume.Box;
import org.ibengine.volume.Size3;

/**
 * An instance and where it lies in the volumes that show it. A source is what a patch is cut from:
 * a whole case, or one stored patch of it.
 *
 * @param source position of the source in the dataset's list of sources
 * @param caseName the case the instance belongs to
 * @param volume size of the source's volumes
 * @param instance with box and anchors in voxels of the source; its id is that of the case
 * @param box the positive box, in voxels of the source
 */
public record PositiveSite(int source, String caseName, Size3 volume, Instance instance, Box box) {}
