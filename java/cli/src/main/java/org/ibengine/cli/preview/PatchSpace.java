package org.ibengine.cli.preview;

import org.ibengine.BatchItem;
import org.ibengine.label.Instance;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;

/** From voxels of a case to voxels of a delivered patch, through its turns and flips. */
record PatchSpace(BatchItem item, int width, int height, int depth) {

  /** Where a voxel of the case lies in the patch; may be outside. */
  Index3 voxel(int caseX, int caseY, int caseZ) {
    Variation variation = item.variation();
    int x = caseX - item.corner().x();
    int y = caseY - item.corner().y();
    int z = caseZ - item.corner().z();
    for (int turn = 0; turn < variation.quarterTurns(); turn++) {
      int turnedX = (turn % 2 == 0 ? height : width) - 1 - y;
      y = x;
      x = turnedX;
    }
    return new Index3(
        variation.flipX() ? width - 1 - x : x,
        variation.flipY() ? height - 1 - y : y,
        variation.flipZ() ? depth - 1 - z : z);
  }

  /** The instance's box in the patch, may reach out of it; null for background. */
  Box target() {
    if (!item.positive()) {
      return null;
    }
    Box box = item.instance().box();
    Index3 a = voxel(box.begin().x(), box.begin().y(), box.begin().z());
    Index3 b = voxel(box.end().x() - 1, box.end().y() - 1, box.end().z() - 1);
    return new Box(
        new Index3(Math.min(a.x(), b.x()), Math.min(a.y(), b.y()), Math.min(a.z(), b.z())),
        new Index3(
            Math.max(a.x(), b.x()) + 1, Math.max(a.y(), b.y()) + 1, Math.max(a.z(), b.z()) + 1));
  }

  /** The patch's slice nearest to the instance's centre. */
  int centreSlice() {
    Instance.Centroid centre = item.instance().centroid();
    int z =
        voxel(
                (int) Math.round(centre.x()),
                (int) Math.round(centre.y()),
                (int) Math.round(centre.z()))
            .z();
    return Math.max(0, Math.min(depth - 1, z));
  }
}
