package org.ibengine.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ibengine.error.DatasetException;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;

/**
 * Which affine a header means. Follows nibabel's {@code get_best_affine} after its {@code
 * check_fix}, repairs included: |pixdim|, 1 where pixdim is 0, qfac 1 unless it is −1, transform
 * codes it does not know count as 0.
 */
final class HeaderGeometry {
  private static final int LARGEST_CODE = 5;
  // Machine epsilon of the type the header stores, three of them, as in nibabel.
  private static final double V1_TOLERANCE = 3 * (double) Math.ulp(1f);
  private static final double V2_TOLERANCE = 3 * Math.ulp(1.0);

  private final Path path;
  private final HeaderBytes bytes;
  private final Size3 size;
  private final double[] zoom;

  private HeaderGeometry(Path path, HeaderBytes bytes, Size3 size) {
    this.path = path;
    this.bytes = bytes;
    this.size = size;
    this.zoom = IntStream.of(1, 2, 3).mapToDouble(this::zoom).toArray();
  }

  static Geometry of(Path path, HeaderBytes bytes, Size3 size) {
    return new HeaderGeometry(path, bytes, size).geometry();
  }

  private Geometry geometry() {
    double[] rows;
    String source;
    if (isKnown(bytes.sformCode())) {
      rows = IntStream.range(0, 12).mapToDouble(bytes::sform).toArray();
      source = "sform";
    } else if (isKnown(bytes.qformCode())) {
      rows = fromQuaternion();
      source = "qform";
    } else {
      rows = fromSpacing();
      source = "spacing";
    }
    if (!DoubleStream.of(rows).allMatch(Double::isFinite)) {
      throw new DatasetException(
          path, "the affine of the %s must be finite, was %s".formatted(source, text(rows)));
    }
    // Adding 0 turns −0 into 0: equal affines must also be equal objects and print alike.
    Affine affine = Affine.of(DoubleStream.of(rows).map(value -> value + 0.0).toArray());
    return new Geometry(size, new Spacing(zoom[0], zoom[1], zoom[2]), affine);
  }

  private static boolean isKnown(int code) {
    return code >= 1 && code <= LARGEST_CODE;
  }

  private double zoom(int axis) {
    double stored = bytes.pixdim(axis);
    if (!Double.isFinite(stored)) {
      throw new DatasetException(
          path, "spacing (pixdim[%d]) must be finite, was %s mm".formatted(axis, stored));
    }
    return stored == 0 ? 1 : Math.abs(stored);
  }

  private double[] fromQuaternion() {
    double[] r = rotation();
    double qfac = bytes.pixdim(0) == -1 ? -1 : 1;
    double[] rows = new double[12];
    for (int row = 0; row < 3; row++) {
      rows[row * 4] = r[row * 3] * zoom[0];
      rows[row * 4 + 1] = r[row * 3 + 1] * zoom[1];
      rows[row * 4 + 2] = r[row * 3 + 2] * zoom[2] * qfac;
      rows[row * 4 + 3] = bytes.qform(3 + row);
    }
    return rows;
  }

  private double[] rotation() {
    double b = bytes.qform(0);
    double c = bytes.qform(1);
    double d = bytes.qform(2);
    double a = Math.sqrt(squareOfReal(b * b + c * c + d * d));
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

  private double squareOfReal(double squareOfRest) {
    double square = 1 - squareOfRest;
    double tolerance = bytes.version() == 1 ? V1_TOLERANCE : V2_TOLERANCE;
    if (!(square >= -tolerance)) {
      throw new DatasetException(
          path,
          "the quaternion of the qform must have b²+c²+d² of at most 1, was %s; set an sform"
              .formatted(squareOfRest));
    }
    return Math.max(square, 0);
  }

  private double[] fromSpacing() {
    boolean flat = bytes.dim(0) < 3;
    double[] step = {-zoom[0], zoom[1], flat ? 1 : zoom[2]};
    double[] rows = new double[12];
    for (int axis = 0; axis < 3; axis++) {
      rows[axis * 4 + axis] = step[axis];
      rows[axis * 4 + 3] = -(size.get(axis) - 1) / 2.0 * step[axis];
    }
    return rows;
  }

  private static String text(double[] rows) {
    return Arrays.toString(rows);
  }
}
