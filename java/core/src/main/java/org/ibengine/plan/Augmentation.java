package org.ibengine.plan;

import org.ibengine.augment.Transforms;
import org.ibengine.text.Text;

/**
 * How patches are varied. Each probability is in [0, 1]; 0 switches the change off.
 *
 * @param flip of reversing an axis, drawn separately for x, y and z
 * @param rotate of turning by 90°, 180° or 270° in the x-y plane (equally likely), drawn only if
 *     the patch is square there
 * @param scale of multiplying all intensities by a factor uniform in [0.9, 1.1)
 * @param shift of adding a value uniform in [−0.1, 0.1)
 * @param transforms what is done besides, by interpolation and to intensities
 */
public record Augmentation(
    double flip, double rotate, double scale, double shift, Transforms transforms) {
  /** No change at all. */
  public static final Augmentation NONE = new Augmentation(0, 0, 0, 0);

  /** What IB-sampling's published configuration does. */
  public static final Augmentation STANDARD = new Augmentation(0.5, 0.2, 0.1, 0.1);

  /** What nnU-Net's own trainer does. */
  public static final Augmentation NNUNET = new Augmentation(0.5, 0, 0, 0, Transforms.NNUNET);

  /** Largest relative change of {@code scale} and largest {@code shift}. */
  static final double RANGE = 0.1;

  public Augmentation {
    requireProbability("flip", flip);
    requireProbability("rotate", rotate);
    requireProbability("scale", scale);
    requireProbability("shift", shift);
  }

  /** Without transforms. */
  public Augmentation(double flip, double rotate, double scale, double shift) {
    this(flip, rotate, scale, shift, Transforms.NONE);
  }

  /**
   * What {@code --augment} says: {@code on}, {@code off} or {@code nnunet}, changes after that, or
   * only what is on, such as {@code flip,rotation=0.2:30,noise}.
   *
   * @throws IllegalArgumentException for anything else, and for numbers out of their limits
   */
  public static Augmentation parse(String text) {
    return AugmentationText.parse(text);
  }

  /** The shortest that {@link #parse} reads as this. */
  public String text() {
    return AugmentationText.of(this);
  }

  /** The fingerprint of an epoch is made of this text: without transforms as it always was. */
  @Override
  public String toString() {
    return Text.format(
        "Augmentation[flip=%s, rotate=%s, scale=%s, shift=%s%s]",
        flip, rotate, scale, shift, transforms.isNone() ? "" : ", transforms=" + text());
  }

  private static void requireProbability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "probability of " + name + " must be in [0, 1], was " + value);
    }
  }
}
