package org.ibengine.io.nrrd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.io.HeaderField;
import org.ibengine.io.LengthUnit;
import org.ibengine.io.WorldSpace;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;

/**
 * Where a header says that voxels lie, in mm. What names no space is taken for LPS, as ITK does;
 * the centre of voxel (0, 0, 0) lies at the origin, or at 0 without one.
 */
final class NrrdGeometry {
  private static final String NONE = "none";
  private static final double SPACING_TOLERANCE = 1e-3;
  private static final Pattern VECTOR = Pattern.compile("none|\\([^()]*\\)");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  private static final Map<String, WorldSpace> SPACES =
      Map.of(
          "right-anterior-superior", WorldSpace.RAS,
          "ras", WorldSpace.RAS,
          "left-anterior-superior", WorldSpace.LAS,
          "las", WorldSpace.LAS,
          "left-posterior-superior", WorldSpace.LPS,
          "lps", WorldSpace.LPS);

  private static final Map<String, LengthUnit> UNITS =
      Map.of(
          "", LengthUnit.UNKNOWN,
          "???", LengthUnit.UNKNOWN,
          "mm", LengthUnit.MILLIMETRE,
          "millimeter", LengthUnit.MILLIMETRE,
          "millimeters", LengthUnit.MILLIMETRE,
          "um", LengthUnit.MICRON,
          "micron", LengthUnit.MICRON,
          "microns", LengthUnit.MICRON,
          "m", LengthUnit.METRE,
          "meter", LengthUnit.METRE);

  private final NrrdFields fields;
  private final NrrdAxes axes;
  private final LengthUnit unit;
  private final List<String> contradictions = new ArrayList<>();

  private NrrdGeometry(NrrdFields fields, NrrdAxes axes) {
    this.fields = fields;
    this.axes = axes;
    this.unit = unit();
  }

  /**
   * @param unit what the header counts lengths in
   * @param contradictions as in {@link org.ibengine.io.ImageHeader.Details}
   */
  record Placed(Geometry geometry, LengthUnit unit, List<String> contradictions) {}

  static Placed of(NrrdFields fields, NrrdAxes axes) {
    NrrdGeometry header = new NrrdGeometry(fields, axes);
    Optional<HeaderField> directions = fields.find("spacedirections");
    Geometry geometry =
        directions.isPresent()
            ? header.ofDirections(directions.get())
            : header.ofSpacings(fields.find("spacings"));
    return new Placed(geometry, header.unit, List.copyOf(header.contradictions));
  }

  private Geometry ofDirections(HeaderField field) {
    double[][] steps = new double[3][];
    List<String> vectors = vectors(field, axes.count());
    for (int axis = 0; axis < axes.count(); axis++) {
      boolean none = vectors.get(axis).equals(NONE);
      if (none != (axis == 3)) {
        throw field.refused(
            "the first three axes must have a direction, and a fourth none, as it counts channels");
      }
      if (!none) {
        steps[axis] = inMm(vector(field, vectors.get(axis)));
      }
    }
    Geometry geometry =
        space().geometry(fields.path(), field.key(), axes.size(), steps, origin(), null);
    noteOtherSpacings(geometry);
    return geometry;
  }

  private Geometry ofSpacings(Optional<HeaderField> field) {
    fields
        .find("axismins")
        .ifPresent(
            mins -> {
              throw mins.refused("is not read; save the image with a space origin");
            });
    double[] spacing = field.map(this::spacings).orElse(new double[] {1, 1, 1});
    double[][] steps = {{spacing[0], 0, 0}, {0, spacing[1], 0}, {0, 0, spacing[2]}};
    String key = field.map(HeaderField::key).orElse("spacings");
    return space().geometry(fields.path(), key, axes.size(), steps, origin(), spacing);
  }

  /** Of the axes of space, in mm. */
  private double[] spacings(HeaderField field) {
    List<String> words = field.words(axes.count());
    double[] spacing = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      spacing[axis] = field.number(words.get(axis));
      if (!(spacing[axis] > 0)) {
        throw field.refused("must be positive for the axes of space");
      }
    }
    return inMm(spacing);
  }

  private void noteOtherSpacings(Geometry geometry) {
    Optional<HeaderField> field =
        fields.find("spacings").filter(it -> !it.value().toLowerCase(Locale.ROOT).contains("nan"));
    if (field.isEmpty()) {
      return;
    }
    double[] spacing = spacings(field.get());
    for (int axis = 0; axis < 3; axis++) {
      double step = geometry.affine().step(axis);
      if (!(Math.abs(spacing[axis] - step) <= SPACING_TOLERANCE * step)) {
        contradictions.add(
            Text.format(
                "spacings say %s mm, the space directions %s mm; the space directions are used",
                Arrays.toString(spacing), geometry.spacing()));
        return;
      }
    }
  }

  private WorldSpace space() {
    Optional<HeaderField> named = fields.find("space");
    Optional<HeaderField> counted = fields.find("spacedimension");
    if (named.isPresent() && counted.isPresent()) {
      throw counted.get().refused("only one of space and space dimension may be given");
    }
    counted.ifPresent(
        field -> {
          if (field.whole(1, 16) != 3) {
            throw field.refused("must be 3");
          }
        });
    if (named.isEmpty()) {
      for (String name : new String[] {"spacedirections", "spaceorigin"}) {
        if (counted.isEmpty() && fields.find(name).isPresent()) {
          throw fields.need(name).refused("needs a space (or space dimension: 3)");
        }
      }
      return WorldSpace.LPS;
    }
    WorldSpace space = SPACES.get(named.get().value().toLowerCase(Locale.ROOT));
    if (space == null) {
      throw named
          .get()
          .refused(
              "must be left-posterior-superior (LPS), right-anterior-superior (RAS) or"
                  + " left-anterior-superior (LAS)");
    }
    return space;
  }

  private double[] origin() {
    Optional<HeaderField> field = fields.find("spaceorigin");
    return field.isEmpty()
        ? new double[3]
        : inMm(vector(field.get(), vectors(field.get(), 1).get(0)));
  }

  private static List<String> vectors(HeaderField field, int count) {
    Matcher found = VECTOR.matcher(field.value());
    List<String> vectors = new ArrayList<>();
    StringBuilder rest = new StringBuilder();
    while (found.find()) {
      vectors.add(found.group());
      found.appendReplacement(rest, "");
    }
    if (vectors.size() != count || !found.appendTail(rest).toString().isBlank()) {
      throw field.refused("needs %s of the form (x,y,z)", Text.counted(count, "vector"));
    }
    return vectors;
  }

  private static double[] vector(HeaderField field, String text) {
    String[] parts = text.substring(1, text.length() - 1).split(",", -1);
    if (text.equals(NONE) || parts.length != 3) {
      throw field.refused("a vector has three numbers, was %s", text);
    }
    return Arrays.stream(parts).mapToDouble(part -> field.number(part.strip())).toArray();
  }

  private double[] inMm(double[] lengths) {
    return Arrays.stream(lengths).map(length -> length * unit.mm()).toArray();
  }

  /** Of all axes of space. */
  private LengthUnit unit() {
    boolean directed = fields.find("spacedirections").isPresent();
    Optional<HeaderField> field = fields.find(directed ? "spaceunits" : "units");
    if (field.isEmpty()) {
      return LengthUnit.UNKNOWN;
    }
    Matcher quoted = QUOTED.matcher(field.get().value());
    LengthUnit first = null;
    for (int axis = 0; axis < 3; axis++) {
      LengthUnit unit =
          quoted.find() ? UNITS.get(quoted.group(1).strip().toLowerCase(Locale.ROOT)) : null;
      if (unit == null || first != null && unit != first) {
        throw field.get().refused("must be three times one of \"mm\", \"um\" and \"m\"");
      }
      first = unit;
    }
    return first;
  }
}
