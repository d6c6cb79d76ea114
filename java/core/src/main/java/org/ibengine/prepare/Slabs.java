package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Cuts a box into parts that follow each other in memory. */
final class Slabs {
  private Slabs() {}

  /**
   * Parts of at most {@code maxVoxels} voxels (at least one row each) that, written one after the
   * other, are the box: whole planes, or rows of one plane where a plane is too large.
   */
  static List<Box> of(Box box, long maxVoxels) {
    Size3 size = box.size();
    long plane = (long) size.x() * size.y();
    List<Box> slabs = new ArrayList<>();
    if (plane <= maxVoxels) {
      int planes = (int) Math.min(size.z(), maxVoxels / plane);
      for (int z = box.begin().z(); z < box.end().z(); z += planes) {
        slabs.add(
            part(box, box.begin().y(), box.end().y(), z, Math.min(z + planes, box.end().z())));
      }
      return slabs;
    }
    int rows = (int) Math.max(1, maxVoxels / size.x());
    for (int z = box.begin().z(); z < box.end().z(); z++) {
      for (int y = box.begin().y(); y < box.end().y(); y += rows) {
        slabs.add(part(box, y, Math.min(y + rows, box.end().y()), z, z + 1));
      }
    }
    return slabs;
  }

  private static Box part(Box box, int y0, int y1, int z0, int z1) {
    return new Box(new Index3(box.begin().x(), y0, z0), new Index3(box.end().x(), y1, z1));
  }
}
