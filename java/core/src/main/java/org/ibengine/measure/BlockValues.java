package org.ibengine.measure;

import java.nio.ByteBuffer;
import org.ibengine.backend.Backend;
import org.ibengine.backend.ResampleRule;
import org.ibengine.backend.Resampling;
import org.ibengine.index.BodyEstimate;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** A value for each block of a volume: that at its centre, as resampling gives it. */
final class BlockValues {
  private static final double EDGE_MM = 4;
  private static final int LONGEST = 64; // voxels

  private BlockValues() {}

  /** Blocks of about 4 mm, of at least one voxel along each axis. */
  static Size3 block(Geometry geometry) {
    return new Size3(block(geometry, 0), block(geometry, 1), block(geometry, 2));
  }

  private static int block(Geometry geometry, int axis) {
    double voxels = Math.rint(EDGE_MM / geometry.spacing().get(axis));
    return (int) Math.max(1, Math.min(voxels, Math.min(LONGEST, geometry.size().get(axis))));
  }

  /**
   * Raw values on the grid of blocks, x fastest; infinite where they are beyond float32.
   *
   * @param volume finite, in memory of the backend
   */
  static double[] of(Backend backend, Volume volume, Size3 block) {
    Size3 grid = BodyEstimate.grid(volume.size(), block);
    int count = Math.toIntExact(grid.voxels());
    try (HostBuffer memory = backend.allocate(4L * count)) {
      Volume target = new Volume(grid, VoxelType.FLOAT32, memory);
      ResampleRule rule = new ResampleRule(GridMap.of(centres(block)), Interpolation.LINEAR);
      backend.resample(new Resampling(volume, target, rule), Backend.ALL_THREADS);
      ByteBuffer voxels = memory.bareView(0, 4 * count);
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = voxels.getFloat(4 * i);
      }
      return values;
    }
  }

  private static Affine centres(Size3 block) {
    return Affine.of(
        new double[] {
          block.x(),
          0,
          0,
          (block.x() - 1) / 2.0,
          0,
          block.y(),
          0,
          (block.y() - 1) / 2.0,
          0,
          0,
          block.z(),
          (block.z() - 1) / 2.0
        });
  }
}
