package org.ibengine.backend;

import org.ibengine.tensor.ElementType;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** What every patch must keep to, of voxels or of weights. */
final class PatchRules {
  private PatchRules() {}

  static void requireAligned(long offset, ElementType type) {
    if (offset < 0 || offset % type.sizeBytes() != 0) {
      throw new IllegalArgumentException(
          Text.format(
              "target offset must be a non-negative multiple of %d, was %d",
              type.sizeBytes(), offset));
    }
  }

  static void requireSquare(Orientation orientation, Size3 size) {
    if ((orientation.quarterTurns() & 1) == 1 && size.x() != size.y()) {
      throw new IllegalArgumentException(
          "an odd quarter turn needs a patch square in x and y, was " + size);
    }
  }

  static void requireWarp(Warp warp, Orientation orientation, Size3 size) {
    if (warp == null) {
      return;
    }
    if (!orientation.equals(Orientation.IDENTITY)) {
      throw new IllegalArgumentException(
          "turns and flips of a warped patch belong in the warp, was " + orientation);
    }
    if (Math.max(size.x(), Math.max(size.y(), size.z())) > Warp.LONGEST_SIDE) {
      throw new IllegalArgumentException(
          Text.format(
              "a warped patch may have sides of at most %d voxels, was %s",
              Warp.LONGEST_SIDE, size));
    }
  }

  /**
   * @param count null where elements are not counted
   */
  static void requireCount(Size3 size, PatchTarget target, PatchTarget count) {
    if (count == null) {
      return;
    }
    if (target.type() != ElementType.UINT8 || count.type() != ElementType.INT32) {
      throw new IllegalArgumentException(
          Text.format(
              "elements of UINT8 are counted, as INT32; were asked for of %s as %s",
              target.type(), count.type()));
    }
    if (size.voxels() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a patch that is counted must have at most 2^31 − 1 voxels, was " + size);
    }
    requireRoom(new Size3(1, 1, 1), count);
  }

  static void requireChangeable(PatchTarget target) {
    if (target.type() != ElementType.FLOAT32 && target.type() != ElementType.FLOAT16) {
      throw new IllegalArgumentException(
          "intensities are changed of FLOAT16 or FLOAT32, was " + target.type());
    }
  }

  static void requireRoom(Size3 size, PatchTarget target) {
    ElementType type = target.type();
    long end = Math.addExact(target.offset(), size.voxels() * type.sizeBytes());
    if (end > target.memoryBytes()) {
      throw new IllegalArgumentException(
          Text.format(
              "a patch of %s %s elements at %d ends at %d, the buffer holds %d bytes",
              size, type, target.offset(), end, target.memoryBytes()));
    }
  }
}
