package org.ibengine.plan;

/**
 * How patches are varied. Each probability is in [0, 1]; 0 switches the change off.
 *
 * @param flip of reversing an axis, drawn separately for x, y and z
 * @param rotate of turning by 90°, 180° or 270° in the x-y plane (equally likely), drawn only if
 *     the patch is square there
 * @param scale of multiplying all intensities by a factor uniform in [0.9, 1.1)
 * @param shift of adding a value uniform in [−0.1, 0.1)
 */
public record Augmentation(double flip, double rotate, double scale, double shift) {
  /** No change at all. */
  public static final Augmentation NONE = new Augmentation(0, 0, 0, 0);

  /** What IB-sampling's published configuration does. */
  public static final Augmentation STANDARD = new Augmentation(0.5, 0.2, 0.1, 0.1);

  /** Largest relative change of {@code scale} and largest {@code shift}. */
  static final double RANGE = 0.1;

  public Augmentation {
    requireProbability("flip", flip);
    requireProbability("rotate", rotate);
    requireProbability("scale", scale);
    requireProbability("shift", shift);
  }

  private static void requireProbability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "probability of " + name + " must be in [0, 1], was " + value);
    }
  }
}
