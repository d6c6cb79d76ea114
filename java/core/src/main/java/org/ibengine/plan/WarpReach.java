package org.ibengine.plan;

import java.util.List;
import org.ibengine.augment.Setting;
import org.ibengine.augment.Transform;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;

/** The most voxels that a warped patch is made of. */
public final class WarpReach {
  private static final int AXES = 3;

  private final PlanOptions options;

  /**
   * @param options of the epochs
   */
  public WarpReach(PlanOptions options) {
    this.options = options;
  }

  /**
   * The sides of a box that holds them whatever is drawn; the patch's own where nothing is warped.
   *
   * @param spacing of the volume
   */
  public Size3 of(Spacing spacing) {
    Size3 patch = options.patchSize();
    if (setting(Transform.ROTATION).probability() == 0
        && setting(Transform.SCALING).probability() == 0
        && setting(Transform.ELASTIC_DEFORM).probability() == 0
        && setting(Transform.MISALIGN).probability() == 0) {
      return patch;
    }
    double[] steps = steps();
    int[] sides = new int[AXES];
    for (int axis = 0; axis < AXES; axis++) {
      double mm = 0;
      for (int along = 0; along < AXES; along++) {
        double length = (patch.get(along) - 1) * spacing.get(along) + 4 * displacement();
        mm += steps[AXES * axis + along] * length;
      }
      mm += 2 * number(Transform.MISALIGN, 0);
      sides[axis] = (int) Math.min(Integer.MAX_VALUE, Math.ceil(mm / spacing.get(axis)) + 3);
    }
    return new Size3(sides[0], sides[1], sides[2]);
  }

  /** The most voxels along an axis of the volume that a step along one of the patch may be. */
  public double step(int axis, int along, Spacing spacing) {
    return steps()[AXES * axis + along] * spacing.get(along) / spacing.get(axis);
  }

  /** The most that a step along each axis of a patch moves along each axis of the volume. */
  private double[] steps() {
    double turned = number(Transform.MISALIGN, 1);
    List<Double> degrees = setting(Transform.ROTATION).range();
    double[] rotation =
        setting(Transform.ROTATION).probability() == 0
            ? rotation(0, 0, 0)
            : rotation(degrees.get(0), degrees.get(1), degrees.get(2));
    double[] steps = product(rotation(turned, turned, turned), rotation);
    double scale = Math.max(1, number(Transform.SCALING, 1));
    for (int i = 0; i < steps.length; i++) {
      steps[i] = Math.min(1, steps[i]) * scale;
    }
    return steps;
  }

  /** No entry of a rotation by angles up to those is further from 0. */
  private static double[] rotation(double x, double y, double z) {
    double[] aboutX = {1, 0, 0, 0, 1, sine(x), 0, sine(x), 1};
    double[] aboutY = {1, 0, sine(y), 0, 1, 0, sine(y), 0, 1};
    double[] aboutZ = {1, sine(z), 0, sine(z), 1, 0, 0, 0, 1};
    return product(aboutZ, product(aboutY, aboutX));
  }

  private static double sine(double degrees) {
    return Math.sin(Math.toRadians(Math.min(90, degrees)));
  }

  private static double[] product(double[] a, double[] b) {
    double[] product = new double[AXES * AXES];
    for (int i = 0; i < product.length; i++) {
      for (int k = 0; k < AXES; k++) {
        product[i] += a[i / AXES * AXES + k] * b[AXES * k + i % AXES];
      }
    }
    return product;
  }

  /** Of a control point, in mm. */
  private double displacement() {
    return number(Transform.ELASTIC_DEFORM, 0);
  }

  /** A number of a range; 0 where the transform is off. */
  private double number(Transform transform, int index) {
    Setting setting = setting(transform);
    return setting.probability() == 0 ? 0 : setting.range().get(index);
  }

  private Setting setting(Transform transform) {
    return options.setting(transform);
  }
}
