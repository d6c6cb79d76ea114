package org.ibengine.synth;

import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * An ellipsoid of voxels around the middle of one: {@code (dx/hx)² + (dy/hy)² + (dz/hz)² ≤ 1},
 * clipped to the volume. It always holds its centre and is connected by faces, clipped or not.
 *
 * @param id from 1, in the order of placement
 * @param group lesions of one group may touch; those of different groups never do, not even by a
 *     corner
 * @param halfAxes in voxels, each at least {@link #SINGLE}
 * @param contact how it touches the other lesion of its group
 */
record Lesion(int id, int group, Index3 centre, HalfAxes halfAxes, Contact contact) {
  /** A half axis too short to reach the next voxel. */
  static final double SINGLE = 0.5;

  /** In voxels. */
  record HalfAxes(double x, double y, double z) {
    int reachX() {
      return (int) x;
    }

    int reachY() {
      return (int) y;
    }

    int reachZ() {
      return (int) z;
    }
  }

  /** What two lesions of a group share, hence the least connectivity that makes them one. */
  enum Contact {
    NONE,
    FACE,
    EDGE,
    CORNER
  }

  int zBegin() {
    return Math.max(0, centre.z() - halfAxes.reachZ());
  }

  int zEnd(Size3 size) {
    return Math.min(size.z(), centre.z() + halfAxes.reachZ() + 1);
  }

  int yBegin() {
    return Math.max(0, centre.y() - halfAxes.reachY());
  }

  int yEnd(Size3 size) {
    return Math.min(size.y(), centre.y() + halfAxes.reachY() + 1);
  }

  /** Voxels on each side of the centre that belong to the lesion in row (y, z); −1 if none do. */
  int reachAt(int y, int z) {
    double dy = (y - centre.y()) / halfAxes.y();
    double dz = (z - centre.z()) / halfAxes.z();
    double rest = 1 - dy * dy - dz * dz;
    if (rest < 0) {
      return -1;
    }
    return (int) (Math.sqrt(rest) * halfAxes.x());
  }

  int xBegin(int reach) {
    return Math.max(0, centre.x() - reach);
  }

  int xEnd(int reach, Size3 size) {
    return Math.min(size.x(), centre.x() + reach + 1);
  }

  /** What it would take without clipping, grown by {@code gap} voxels. */
  Box reachBox(int gap) {
    int x = halfAxes.reachX() + gap;
    int y = halfAxes.reachY() + gap;
    int z = halfAxes.reachZ() + gap;
    return new Box(
        new Index3(centre.x() - x, centre.y() - y, centre.z() - z),
        new Index3(centre.x() + x + 1, centre.y() + y + 1, centre.z() + z + 1));
  }
}
