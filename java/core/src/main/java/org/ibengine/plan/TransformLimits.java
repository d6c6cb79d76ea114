package org.ibengine.plan;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ibengine.augment.Setting;
import org.ibengine.augment.Transform;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;

/** The most that transforms do to a patch, whatever is drawn. */
public final class TransformLimits {
  private static final int AXES = 3;

  private static final Set<Transform> CHANGES =
      EnumSet.of(
          Transform.NOISE,
          Transform.BLUR,
          Transform.BRIGHTNESS,
          Transform.CONTRAST,
          Transform.LOW_RESOLUTION,
          Transform.GAMMA_INVERTED,
          Transform.GAMMA);

  private final PlanOptions options;

  /**
   * @param options of the epochs
   */
  public TransformLimits(PlanOptions options) {
    this.options = options;
  }

  /** Whether there are transforms at all. */
  public boolean any() {
    return !options.augmentation().transforms().isNone();
  }

  /** Whether patches are warped. */
  public boolean warps() {
    return isOn(Transform.ROTATION)
        || isOn(Transform.SCALING)
        || isOn(Transform.ELASTIC_DEFORM)
        || isOn(Transform.MISALIGN);
  }

  /** By which a control point is displaced along each axis, in mm; 0 if there is none. */
  public double displacement() {
    return number(Transform.ELASTIC_DEFORM, 0);
  }

  /** Control points of a deformation along each axis; 0 if there is none. */
  public int points() {
    return (int) number(Transform.ELASTIC_DEFORM, 1);
  }

  /** Changes to the intensities of one modality. */
  public int changes() {
    return (int) CHANGES.stream().filter(this::isOn).count();
  }

  /**
   * The sides of a box that holds the voxels that a patch is made of; the patch's own where nothing
   * is warped.
   *
   * @param spacing of the volume
   */
  public Size3 reach(Spacing spacing) {
    Size3 patch = options.patchSize();
    if (!warps()) {
      return patch;
    }
    double[] steps = steps();
    double[] lengths = new double[AXES]; // of the patch with its displacements, in mm
    double squares = 0;
    for (int axis = 0; axis < AXES; axis++) {
      lengths[axis] = (patch.get(axis) - 1) * spacing.get(axis) + 4 * displacement();
      squares += lengths[axis] * lengths[axis];
    }
    int[] sides = new int[AXES];
    for (int axis = 0; axis < AXES; axis++) {
      double mm = 0;
      for (int along = 0; along < AXES; along++) {
        mm += steps[AXES * axis + along] * lengths[along];
      }
      // a row of a rotation is no longer than 1
      double most = scale() * Math.min(mm, Math.sqrt(squares)) + 2 * number(Transform.MISALIGN, 0);
      sides[axis] = (int) Math.min(Integer.MAX_VALUE, Math.ceil(most / spacing.get(axis)) + 3);
    }
    return new Size3(sides[0], sides[1], sides[2]);
  }

  /** The most voxels along an axis of the volume that a step along one of the patch may be. */
  public double step(int axis, int along, Spacing spacing) {
    double step = scale() * steps()[AXES * axis + along];
    return step * spacing.get(along) / spacing.get(axis);
  }

  private double scale() {
    return isOn(Transform.SCALING) ? number(Transform.SCALING, 1) : 1;
  }

  /** No entry of what is drawn as a rotation is further from 0. */
  private double[] steps() {
    double turned = number(Transform.MISALIGN, 1);
    List<Double> degrees = setting(Transform.ROTATION).range();
    double[] rotation =
        isOn(Transform.ROTATION)
            ? rotation(degrees.get(0), degrees.get(1), degrees.get(2))
            : rotation(0, 0, 0);
    double[] steps = product(rotation(turned, turned, turned), rotation);
    for (int i = 0; i < steps.length; i++) {
      steps[i] = Math.min(1, steps[i]);
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

  /** A number of a range; 0 where the transform is off. */
  private double number(Transform transform, int index) {
    return isOn(transform) ? setting(transform).range().get(index) : 0;
  }

  private boolean isOn(Transform transform) {
    return setting(transform).probability() > 0;
  }

  private Setting setting(Transform transform) {
    return options.setting(transform);
  }
}
