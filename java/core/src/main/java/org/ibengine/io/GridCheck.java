package org.ibengine.io;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;

/** Whether a volume lies on the grid of another. */
public record GridCheck(GridTolerance tolerance) {

  /** With a distance in mm that applies whatever the size of voxels. */
  public GridCheck(double toleranceMm) {
    this(GridTolerance.of(toleranceMm));
  }

  /**
   * What a volume has to lie on.
   *
   * @param name as in "must have the size of its …": {@code ground truth}, {@code mask GT.nii.gz}
   * @param contradictions as in {@link ImageHeader.Details}
   * @param remedy what to do if it does not, such as {@code bring both to one grid with OPTION};
   *     empty where nothing here helps
   */
  public record Wanted(String name, Geometry geometry, List<String> contradictions, String remedy) {
    public Wanted {
      contradictions = List.copyOf(contradictions);
    }

    public Wanted(String name, Geometry geometry) {
      this(name, geometry, List.of(), "");
    }

    /** The grid of a file. */
    public static Wanted of(String name, ImageHeader header) {
      return new Wanted(name, header.geometry(), header.details().contradictions(), "");
    }

    /** The same, where something helps a volume that does not lie on it. */
    public Wanted withRemedy(String text) {
      return new Wanted(name, geometry, contradictions, text);
    }

    private String resampling() {
      return remedy.isEmpty() ? "resample one onto the other" : remedy;
    }
  }

  /**
   * @throws DatasetException with both geometries if the sizes differ or a voxel is further away
   *     than the tolerance
   */
  public void require(ImageHeader volume, Wanted wanted) {
    Geometry own = volume.geometry();
    Geometry grid = wanted.geometry();
    if (!own.size().equals(grid.size())) {
      throw refusal(
          volume,
          wanted,
          Text.format("must have the size of its %s", wanted.name()),
          wanted.resampling() + " (--geometry-tolerance allows no other size)");
    }
    double distance = own.affine().maxDistanceMm(grid.affine(), grid.size());
    double most = tolerance.mmOn(grid);
    if (!isOn(own, grid)) {
      throw refusal(
          volume,
          wanted,
          Text.format(
              "must lie within %s mm of its %s, lies up to %.4g mm away",
              shown(most), wanted.name(), distance),
          "if their voxels correspond, copy the geometry of one to the other, or allow more with"
              + " --geometry-tolerance MM"
              + (wanted.remedy().isEmpty() ? "" : "; if not, " + wanted.resampling()));
    }
  }

  /** Whether a volume has the size of a grid, and no voxel further away than the tolerance. */
  public boolean isOn(Geometry volume, Geometry grid) {
    return volume.size().equals(grid.size())
        && volume.affine().maxDistanceMm(grid.affine(), grid.size()) <= tolerance.mmOn(grid);
  }

  private static String shown(double mm) {
    return new BigDecimal(mm).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  private static DatasetException refusal(
      ImageHeader volume, Wanted wanted, String rule, String remedy) {
    return new DatasetException(
        volume.path(),
        Text.format(
            "%s; it has %s%s; the %s has %s%s; %s",
            rule,
            volume.geometry(),
            doubts(volume.details().contradictions()),
            wanted.name(),
            wanted.geometry(),
            doubts(wanted.contradictions()),
            remedy));
  }

  /** A file that contradicts itself may well be the one at fault. */
  private static String doubts(List<String> contradictions) {
    return contradictions.isEmpty()
        ? ""
        : ", though its header contradicts itself (" + String.join("; ", contradictions) + ")";
  }
}
