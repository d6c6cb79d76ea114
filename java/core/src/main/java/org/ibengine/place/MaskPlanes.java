package org.ibengine.place;

/** A mask of voxels, read plane by plane. */
public interface MaskPlanes {
  /**
   * Adds {@code sign} where the plane has a mask voxel.
   *
   * @param columns by {@code y · nx + x}
   */
  void add(int z, int sign, int[] columns);
}
