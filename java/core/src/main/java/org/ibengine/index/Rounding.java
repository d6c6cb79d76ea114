package org.ibengine.index;

import org.ibengine.text.Text;
import org.ibengine.volume.VoxelType;

/**
 * That the voxels of a modality were rounded when they were stored.
 *
 * @param from the type they had before; floating
 * @param largestError the most by which a value, slope and intercept applied, differs from what it
 *     was, over all voxels, in float64; 0 if nothing was lost
 */
public record Rounding(VoxelType from, double largestError) {
  public Rounding {
    if (!from.isFloating()) {
      throw new IllegalArgumentException("only floats are rounded, was " + from);
    }
    if (!(largestError >= 0) || !Double.isFinite(largestError)) {
      throw new IllegalArgumentException(
          Text.format("a largest error must be finite and not negative, was %s", largestError));
    }
  }
}
