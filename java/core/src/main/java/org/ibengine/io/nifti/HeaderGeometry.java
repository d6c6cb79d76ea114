package org.ibengine.io.nifti;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;

/**
 * Which affine a header means, in mm. Follows nibabel's {@code get_best_affine} after its {@code
 * check_fix}, repairs included: |pixdim|, 1 where pixdim is 0, qfac 1 unless it is −1, transform
 * codes it does not know count as 0. Unlike nibabel it converts metres and microns, refuses an
 * affine without inverse, and notes where fields contradict each other.
 */
final class HeaderGeometry {
  private static final int LARGEST_CODE = 5;
  // Programs that round pixdim to a few digits contradict nothing.
  private static final double SPACING_TOLERANCE = 1e-3;

  private final Path path;
  private final HeaderBytes bytes;
  private final Size3 size;
  private final double[] zoom;
  private final List<String> contradictions = new ArrayList<>();

  private HeaderGeometry(Path path, HeaderBytes bytes, Size3 size) {
    this.path = path;
    this.bytes = bytes;
    this.size = size;
    this.zoom = IntStream.of(1, 2, 3).mapToDouble(this::zoom).toArray();
  }

  /**
   * @param contradictions what cannot be right as it stands: both values and which one counts
   */
  record Placed(Geometry geometry, List<String> contradictions) {}

  static Placed of(Path path, HeaderBytes bytes, Size3 size) {
    HeaderGeometry header = new HeaderGeometry(path, bytes, size);
    header.noteFieldsWithoutMeaning();
    Geometry geometry = header.geometry();
    return new Placed(geometry, List.copyOf(header.contradictions));
  }

  private Geometry geometry() {
    if (isKnown(bytes.sformCode())) {
      double[] rows = IntStream.range(0, 12).mapToDouble(i -> bytes.toMm(bytes.sform(i))).toArray();
      Affine affine = affine("sform", rows);
      Geometry geometry = new Geometry(size, spacingOf(affine), affine);
      noteOtherQform(geometry);
      return geometry;
    }
    Affine affine =
        isKnown(bytes.qformCode())
            ? affine("qform", Qform.rows(path, bytes, zoom))
            : affine("spacing", fromSpacing());
    return new Geometry(size, spacing(zoom), affine);
  }

  private static boolean isKnown(int code) {
    return code >= 1 && code <= LARGEST_CODE;
  }

  private double zoom(int axis) {
    double stored = bytes.pixdim(axis);
    double mm = stored == 0 ? 1 : bytes.toMm(Math.abs(stored));
    if (!Double.isFinite(mm) || mm == 0) {
      throw new DatasetException(
          path,
          Text.format(
              "spacing (pixdim[%d]) must be finite, and positive in mm, was %s (unit: %s); repair the header",
              axis, stored, bytes.lengthUnit().toString().toLowerCase(Locale.ROOT)));
    }
    return mm;
  }

  /** Adding 0 turns −0 into 0: equal affines must also be equal objects and print alike. */
  private Affine affine(String source, double[] rows) {
    if (!DoubleStream.of(rows).allMatch(Double::isFinite)) {
      throw new DatasetException(
          path,
          Text.format(
              "the affine of the %s must be finite, was %s; repair the header",
              source, Arrays.toString(rows)));
    }
    Affine affine = Affine.of(DoubleStream.of(rows).map(value -> value + 0.0).toArray());
    if (!affine.givesVolume()) {
      throw new DatasetException(
          path,
          Text.format(
              "the %s must give voxels a volume, but its determinant is %s and the affine %s; repair the header",
              source, affine.determinant(), affine));
    }
    return affine;
  }

  private double[] fromSpacing() {
    double[] step = {-zoom[0], zoom[1], isFlat() ? 1 : zoom[2]};
    double[] rows = new double[12];
    for (int axis = 0; axis < 3; axis++) {
      rows[axis * 4 + axis] = step[axis];
      rows[axis * 4 + 3] = -(size.get(axis) - 1) / 2.0 * step[axis];
    }
    return rows;
  }

  private boolean isFlat() {
    return bytes.dim(0) < 3;
  }

  /** pixdim, which has fewer digits of rounding, unless it contradicts the affine. */
  private Spacing spacingOf(Affine affine) {
    double[] steps = IntStream.range(0, 3).mapToDouble(affine::step).toArray();
    boolean equal = true;
    for (int axis = 0; axis < (isFlat() ? 2 : 3); axis++) {
      equal &= Math.abs(zoom[axis] - steps[axis]) <= SPACING_TOLERANCE * steps[axis];
    }
    if (equal) {
      return spacing(zoom);
    }
    contradictions.add(
        Text.format(
            "pixdim says a spacing of %s mm, the sform %s mm; the sform is used",
            spacing(zoom), spacing(steps)));
    return spacing(steps);
  }

  private static Spacing spacing(double[] mm) {
    return new Spacing(mm[0], mm[1], mm[2]);
  }

  private void noteOtherQform(Geometry bySform) {
    if (!isKnown(bytes.qformCode())) {
      return;
    }
    String codes =
        Text.format(
            "the sform (code %d) and the qform (code %d)", bytes.sformCode(), bytes.qformCode());
    try {
      Affine qform = affine("qform", Qform.rows(path, bytes, zoom));
      double apart = bySform.affine().maxDistanceMm(qform, size);
      if (!(apart <= GridTolerance.DEFAULT.mmOn(bySform))) {
        contradictions.add(
            Text.format(
                "%s place voxels up to %.4g mm apart: %s and %s; the sform is used",
                codes, apart, bySform.affine(), qform));
      }
    } catch (DatasetException e) {
      contradictions.add(Text.format("%s differ: %s; the sform is used", codes, e.reason()));
    }
  }

  private void noteFieldsWithoutMeaning() {
    noteCode("sform_code", bytes.sformCode());
    noteCode("qform_code", bytes.qformCode());
    if (!bytes.hasKnownUnit()) {
      contradictions.add(
          Text.format(
              "xyzt_units %d names no unit of length; lengths are taken as mm", bytes.units()));
    }
    noteSpacing();
    double qfac = bytes.pixdim(0);
    if (isKnown(bytes.qformCode()) && qfac != 0 && Math.abs(qfac) != 1) {
      contradictions.add(
          Text.format("qfac (pixdim[0]) is 1 or -1, was %s; it is taken as 1", qfac));
    }
    for (int axis = (int) bytes.dim(0) + 1; axis <= 7; axis++) {
      if (bytes.dim(axis) > 1) {
        contradictions.add(
            Text.format(
                "dim[0] says %d axes, dim[%d] is %d; the first %d axes are used",
                bytes.dim(0), axis, bytes.dim(axis), bytes.dim(0)));
      }
    }
  }

  /** With an sform, {@link #spacingOf} compares. */
  private void noteSpacing() {
    int axes = isKnown(bytes.sformCode()) ? 0 : (int) Math.min(bytes.dim(0), 3);
    for (int axis = 1; axis <= axes; axis++) {
      if (bytes.pixdim(axis) <= 0) {
        contradictions.add(
            Text.format(
                "pixdim[%d] is above 0, was %s; it is taken as %s mm",
                axis, bytes.pixdim(axis), zoom[axis - 1]));
      }
    }
  }

  private void noteCode(String name, int code) {
    if (code != 0 && !isKnown(code)) {
      contradictions.add(
          Text.format("%s is 0 to %d, was %d; it is taken as 0", name, LARGEST_CODE, code));
    }
  }
}
