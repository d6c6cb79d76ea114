package org.ibengine.io.nifti;

import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/** The affine of a header's quaternion. */
final class Qform {
  // Machine epsilon of the type the header stores, three of them, as in nibabel.
  private static final double V1_TOLERANCE = 3 * (double) Math.ulp(1f);
  private static final double V2_TOLERANCE = 3 * Math.ulp(1.0);

  private Qform() {}

  /**
   * The upper three rows, row after row.
   *
   * @param zoom spacing in mm
   * @throws DatasetException if the quaternion is not a rotation
   */
  static double[] rows(Path path, HeaderBytes bytes, double[] zoom) {
    double[] r = rotation(path, bytes);
    double qfac = bytes.pixdim(0) == -1 ? -1 : 1;
    double[] rows = new double[12];
    for (int row = 0; row < 3; row++) {
      rows[row * 4] = r[row * 3] * zoom[0];
      rows[row * 4 + 1] = r[row * 3 + 1] * zoom[1];
      rows[row * 4 + 2] = r[row * 3 + 2] * zoom[2] * qfac;
      rows[row * 4 + 3] = bytes.toMm(bytes.qform(3 + row));
    }
    return rows;
  }

  private static double[] rotation(Path path, HeaderBytes bytes) {
    double b = bytes.qform(0);
    double c = bytes.qform(1);
    double d = bytes.qform(2);
    double a = Math.sqrt(squareOfReal(path, bytes, b * b + c * c + d * d));
    double s = 2 / (a * a + b * b + c * c + d * d);
    return new double[] {
      1 - s * (c * c + d * d),
      s * (b * c - a * d),
      s * (b * d + a * c),
      s * (b * c + a * d),
      1 - s * (b * b + d * d),
      s * (c * d - a * b),
      s * (b * d - a * c),
      s * (c * d + a * b),
      1 - s * (b * b + c * c)
    };
  }

  private static double squareOfReal(Path path, HeaderBytes bytes, double squareOfRest) {
    double square = 1 - squareOfRest;
    double tolerance = bytes.version() == 1 ? V1_TOLERANCE : V2_TOLERANCE;
    if (!(square >= -tolerance)) {
      throw new DatasetException(
          path,
          Text.format(
              "the quaternion of the qform must have b²+c²+d² of at most 1, was %s; set an sform",
              squareOfRest));
    }
    return Math.max(square, 0);
  }
}
