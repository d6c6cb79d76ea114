package org.ibengine.io;

/** Takes the voxels of a file as they pass by. */
@FunctionalInterface
public interface VoxelSink {
  /**
   * Takes a block, x fastest.
   *
   * @param raw the first {@code count} are unscaled voxels; overwritten after the call
   */
  void accept(double[] raw, int count);
}
