package org.ibengine.io;

import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;
import org.ibengine.volume.Index3;

/** Which label a value of a mask stands for. */
final class LabelRule {
  /** What slopes and formats in float32 lose is far below, what a probability means far above. */
  static final double TOLERANCE = 1e-3;

  /** The largest of the widest integer type that files of labels have without being narrowed. */
  static final double LARGEST = 0xffff_ffffL;

  private LabelRule() {}

  /** The label, or −1 if the value is not a label. */
  static long labelOf(double value) {
    double whole = Math.rint(value);
    // Also false for NaN; −0.0 equals 0.
    boolean label = Math.abs(value - whole) <= TOLERANCE && whole >= 0 && whole <= LARGEST;
    return label ? (long) whole : -1;
  }

  /** Why a value is not a label. */
  static DatasetException refusal(ImageHeader header, double value, Index3 voxel) {
    return new DatasetException(
        header.path(),
        Text.format("%s, was %s at voxel %s; %s", rule(value), value, voxel, remedy(value)));
  }

  private static String rule(double value) {
    if (value > LARGEST && value < Double.POSITIVE_INFINITY) {
      return Text.format("labels must be whole numbers up to %d", (long) LARGEST);
    }
    if (value < -TOLERANCE && value > Double.NEGATIVE_INFINITY) {
      return "labels must not be negative";
    }
    return "labels must be whole numbers to within " + TOLERANCE;
  }

  private static String remedy(double value) {
    if (!Double.isFinite(value)) {
      return "set it to 0 where there is no lesion (--nan is about modalities only)";
    }
    if (value < 0) {
      return "set voxels outside of lesions to 0";
    }
    return value > LARGEST ? "number the labels from 1" : "round or threshold the mask";
  }
}
