package org.ibengine.backend;

import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/** What a patch must keep to, wherever its memory lies. */
final class PatchRules {
  private PatchRules() {}

  static void requireAligned(long offset, ElementType type) {
    if (offset < 0 || offset % type.sizeBytes() != 0) {
      throw new IllegalArgumentException(
          "target offset must be a non-negative multiple of %d, was %d"
              .formatted(type.sizeBytes(), offset));
    }
  }

  static void requireSquare(Orientation orientation, Size3 size) {
    if ((orientation.quarterTurns() & 1) == 1 && size.x() != size.y()) {
      throw new IllegalArgumentException(
          "an odd quarter turn needs a patch square in x and y, was " + size);
    }
  }

  static void requirePlainCopy(
      ElementType target, VoxelType source, boolean changesValues, float fill) {
    if (target == ElementType.INT32) {
      throw new IllegalArgumentException(
          "a gathered patch is UINT8, FLOAT16 or FLOAT32, was INT32; ids come from weightPatches");
    }
    if (target != ElementType.UINT8) {
      return;
    }
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

  static void requireWeights(WeightRule rule, boolean weights, boolean ids) {
    if (!weights && !ids) {
      throw new IllegalArgumentException("a weight patch needs a target: weights, ids or both");
    }
    if (weights && rule == null) {
      throw new IllegalArgumentException("weights need a rule; give one, or no target for them");
    }
  }

  static void requireType(ElementType actual, ElementType wanted, String what) {
    if (actual != wanted) {
      throw new IllegalArgumentException(
          "%s are of type %s, the target's was %s".formatted(what, wanted, actual));
    }
  }

  static void requireRoom(Size3 size, ElementType type, long offset, long bufferBytes) {
    long end = Math.addExact(offset, size.voxels() * type.sizeBytes());
    if (end > bufferBytes) {
      throw new IllegalArgumentException(
          "a patch of %s %s elements at %d ends at %d, the buffer holds %d bytes"
              .formatted(size, type, offset, end, bufferBytes));
    }
  }
}
