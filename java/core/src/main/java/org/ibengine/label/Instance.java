package org.ibengine.label;

import java.util.List;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;

/**
 * One connected component of a label map.
 *
 * @param id from 1, in the order of {@code scipy.ndimage.label} on the (x, y, z) array: by the
 *     smallest {@code (x·ny + y)·nz + z} of its voxels
 * @param voxels how many
 * @param box the smallest that holds it
 * @param centroid mean voxel index
 * @param anchors {@code m = min(64, voxels)} of its voxels, evenly spread: the k-th is number
 *     {@code ⌊(2k+1)·voxels / (2m)⌋} in memory order (x fastest, z slowest)
 */
public record Instance(int id, long voxels, Box box, Centroid centroid, List<Index3> anchors) {
  /** The most anchors an instance has. */
  public static final int MAX_ANCHORS = 64;

  /** A fractional voxel index. */
  public record Centroid(double x, double y, double z) {}

  public Instance {
    anchors = List.copyOf(anchors);
  }
}
