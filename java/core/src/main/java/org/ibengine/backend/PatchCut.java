package org.ibengine.backend;

import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * How one patch is cut out of a volume, independent of where they lie. Per voxel inside the volume:
 * converted to float32, normalised (if {@code normalisation} is not null), then {@code intensity},
 * then to the target type (float16 by round-to-nearest-even; uint8 exactly, for label maps: source
 * UINT8, no normalisation, identity intensity). Voxels outside become {@code fill}, unchanged.
 *
 * @param corner first voxel of the patch in the volume; may lie outside
 * @param size of the patch before {@code orientation}
 * @param warp where the elements of the target lie in the volume; null where they lie on its
 *     voxels. With one the orientation is the identity
 */
public record PatchCut(
    Index3 corner,
    Size3 size,
    Normalisation normalisation,
    Orientation orientation,
    Intensity intensity,
    float fill,
    Warp warp) {
  public PatchCut {
    PatchRules.requireSquare(orientation, size);
    PatchRules.requireWarp(warp, orientation, size);
  }

  /** Not warped. */
  public PatchCut(
      Index3 corner,
      Size3 size,
      Normalisation normalisation,
      Orientation orientation,
      Intensity intensity,
      float fill) {
    this(corner, size, normalisation, orientation, intensity, fill, null);
  }

  /** A plain crop: no turn, no intensity change, 0 outside. */
  public static PatchCut crop(Index3 corner, Size3 size, Normalisation normalisation) {
    return new PatchCut(corner, size, normalisation, Orientation.IDENTITY, Intensity.IDENTITY, 0f);
  }

  /** The same with another normalisation, null for none. */
  public PatchCut normalised(Normalisation value) {
    return new PatchCut(corner, size, value, orientation, intensity, fill, warp);
  }

  void require(VoxelType source, PatchTarget target) {
    if (target.type() == ElementType.INT32) {
      throw new IllegalArgumentException(
          "a gathered patch is UINT8, FLOAT16 or FLOAT32, was INT32; ids come from paintInstances");
    }
    if (target.type() == ElementType.UINT8) {
      requirePlainCopy(source);
    }
    PatchRules.requireRoom(size, target);
  }

  private void requirePlainCopy(VoxelType source) {
    boolean changesValues = normalisation != null || !intensity.isIdentity();
    if (source != VoxelType.UINT8 || changesValues) {
      throw new IllegalArgumentException(
          "a uint8 patch is a plain copy of a UINT8 volume, source was "
              + source
              + (changesValues ? ", normalised or changed in intensity" : ""));
    }
    if (!(fill >= 0 && fill <= 255 && fill == (int) fill)) {
      throw new IllegalArgumentException(
          "the fill of a uint8 patch must be an integer from 0 to 255, was " + fill);
    }
  }
}
