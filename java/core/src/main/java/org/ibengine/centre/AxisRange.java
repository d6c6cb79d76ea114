package org.ibengine.centre;

/** Voxels {@code begin} to {@code end − 1} of one axis; none if end is not above begin. */
record AxisRange(int begin, int end) {
  /** Every voxel of an axis of n that lies no further than {@code reach} from a position. */
  static AxisRange around(double position, double reach, int n) {
    double first = Math.floor(position - reach) - 1; // one more than needed: rounding
    double last = Math.ceil(position + reach) + 1;
    return new AxisRange(
        (int) Math.max(0, Math.min(n, first)), (int) Math.max(0, Math.min(n, last + 1)));
  }
}
