package org.ibengine;

import org.ibengine.backend.Warp;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.TransformLimits;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;

/** Whether every warp that may be drawn for a case can be followed, see {@link Warp}. */
final class WarpLimits {
  private static final double MOST_STEP = 16;
  private static final double MOST_DISPLACEMENT = 4096;
  private static final String AXES = "xyz";

  private WarpLimits() {}

  /**
   * @throws IllegalArgumentException if one cannot, with the case and the remedy
   */
  static void require(OpenedDataset dataset, PlanOptions options) {
    dataset.cases().forEach((name, of) -> require(name, of.geometry().spacing(), options));
  }

  static void require(String caseName, Spacing spacing, PlanOptions options) {
    TransformLimits limits = new TransformLimits(options);
    if (!limits.warps()) {
      return;
    }
    requireShort(options);
    for (int row = 0; row < 3; row++) {
      double displaced = 0;
      for (int column = 0; column < 3; column++) {
        double voxels = limits.step(row, column, spacing);
        displaced += voxels * limits.displacement() / spacing.get(column);
        if (voxels > MOST_STEP) {
          throw refused(
              "case %s has voxels of %s mm, so with --augment %s a step along %s of a patch may be %.1f voxels along %s, but at most 16 can be followed; rotate about z alone, as in rotation=P:0:0:DEGREES, or by less",
              caseName,
              spacing,
              options.augmentation().text(),
              AXES.charAt(column),
              voxels,
              AXES.charAt(row));
        }
      }
      if (displaced > MOST_DISPLACEMENT) {
        throw refused(
            "case %s has voxels of %s mm, so elastic_deform of --augment %s may move a voxel by %.0f voxels along %s, but at most 4096 can be followed; give it a smaller MM",
            caseName, spacing, options.augmentation().text(), displaced, AXES.charAt(row));
      }
    }
  }

  private static IllegalArgumentException refused(String message, Object... values) {
    return new IllegalArgumentException(Text.format(message, values));
  }

  private static void requireShort(PlanOptions options) {
    Size3 patch = options.patchSize();
    if (Math.max(patch.x(), Math.max(patch.y(), patch.z())) > Warp.LONGEST_SIDE) {
      throw refused(
          "patches of at most %d voxels per axis can be warped by --augment %s, but patch size was %s",
          Warp.LONGEST_SIDE, options.augmentation().text(), patch);
    }
  }
}
