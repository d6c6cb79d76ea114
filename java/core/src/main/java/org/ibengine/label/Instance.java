package org.ibengine.label;

import java.util.List;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;

/**
 * One lesion of a label map: a connected component, unless a {@link LesionRule} says otherwise.
 *
 * @param id from 1, in the order of {@code scipy.ndimage.label} on the (x, y, z) array: by the
 *     smallest {@code (x·ny + y)·nz + z} of its voxels
 * @param voxels how many
 * @param box the smallest that holds it
 * @param centroid mean voxel index
 * @param anchors {@code m = min(64, voxels)} of its voxels, evenly spread: the k-th is number
 *     {@code ⌊(2k+1)·voxels / (2m)⌋} in memory order (x fastest, z slowest)
 * @param lesionClass name of its {@link LesionClass}; empty where there are no classes
 */
public record Instance(
    int id, long voxels, Box box, Centroid centroid, List<Index3> anchors, String lesionClass) {
  /** The most anchors an instance has. */
  public static final int MAX_ANCHORS = 64;

  /** A fractional voxel index. */
  public record Centroid(double x, double y, double z) {}

  public Instance {
    anchors = List.copyOf(anchors);
  }

  /** Without a class. */
  public Instance(int id, long voxels, Box box, Centroid centroid, List<Index3> anchors) {
    this(id, voxels, box, centroid, anchors, "");
  }

  /** The fingerprint of an epoch is made of this text: without classes it is what it always was. */
  @Override
  public String toString() {
    return Text.format(
        "Instance[id=%s, voxels=%s, box=%s, centroid=%s, anchors=%s%s]",
        id,
        voxels,
        box,
        centroid,
        anchors,
        lesionClass.isEmpty() ? "" : ", lesionClass=" + lesionClass);
  }
}
