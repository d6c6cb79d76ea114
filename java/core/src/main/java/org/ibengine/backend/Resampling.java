package org.ibengine.backend;

import org.ibengine.text.Text;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * One volume to be brought to another grid. Every voxel of the target is written: computed in
 * float64, then converted once. Integers are rounded half to even and saturate, NaN becomes 0;
 * float32 is rounded to nearest even; NaN becomes the quiet one without a sign, which is also what
 * comes of voxels that are not finite where they have a part.
 *
 * @param target memory that does not overlap the source's; its type may be another, except for
 *     {@link Interpolation#VOTE}, but not {@link VoxelType#FLOAT16}
 */
public record Resampling(Volume source, Volume target, ResampleRule rule) {
  public Resampling {
    rule.map().requireFinite(target.size());
    if (target.type() == VoxelType.FLOAT16) {
      throw new IllegalArgumentException(
          "a target must not be FLOAT16; resample to FLOAT32 and store that as FLOAT16");
    }
    rule.fill().ifPresent(fill -> requireHolds(target.type(), fill));
    if (rule.interpolation() == Interpolation.VOTE) {
      requireLabels(source.type(), target.type());
    }
  }

  private static void requireHolds(VoxelType type, double fill) {
    double kept = type == VoxelType.FLOAT32 ? fill : VoxelWriter.rounded(type, fill);
    if (kept != fill || Float.isInfinite((float) fill) && type == VoxelType.FLOAT32) {
      throw new IllegalArgumentException(
          Text.format("fill must be a value of the target's type %s, was %s", type, fill));
    }
  }

  private static void requireLabels(VoxelType source, VoxelType target) {
    if (source.isFloating() || source != target) {
      throw new IllegalArgumentException(
          Text.format(
              "VOTE takes labels: source and target of one integer type, were %s and %s",
              source, target));
    }
  }
}
