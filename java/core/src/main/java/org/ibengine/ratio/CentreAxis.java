package org.ibengine.ratio;

import org.ibengine.place.WindowGrid;

/** Along one axis: which corner the patch around a voxel has, and which voxels have a corner. */
final class CentreAxis {
  private final int half;
  private final int last; // corner
  private final int dim;

  CentreAxis(WindowGrid grid, int axis) {
    half = grid.patch().get(axis) / 2;
    last = grid.corners().get(axis) - 1;
    dim = grid.volume().get(axis);
  }

  int corner(int centre) {
    return Math.max(0, Math.min(last, centre - half));
  }

  /** The first voxel with that corner. */
  int first(int corner) {
    return corner == 0 ? 0 : corner + half;
  }

  /** After the last voxel with that corner. */
  int end(int corner) {
    return corner == last ? dim : corner + half + 1;
  }

  /** How many voxels have that corner. */
  int centres(int corner) {
    return end(corner) - first(corner);
  }
}
