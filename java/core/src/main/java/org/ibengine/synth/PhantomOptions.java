package org.ibengine.synth;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.ibengine.text.Text;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * What a phantom looks like. The same options and case number give the same voxels everywhere.
 *
 * @param modalities file names without ending; contrast and noise depend only on the name, not on
 *     the position
 * @param type of the modalities: INT16, UINT16 or FLOAT32
 * @param lesions how many to place, 0 or more; touching pairs count as two
 * @param radius of the lesions
 */
public record PhantomOptions(
    Size3 size,
    Spacing spacing,
    List<String> modalities,
    VoxelType type,
    int lesions,
    RadiusRange radius,
    long seed) {
  private static final double WIDEST_MM = 1000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");

  /** Lesion radii in mm, drawn log-uniformly; below one voxel a lesion is a single voxel. */
  public record RadiusRange(double minMm, double maxMm) {
    public RadiusRange {
      if (!(minMm > 0) || !(maxMm >= minMm) || !Double.isFinite(maxMm)) {
        throw new IllegalArgumentException(
            Text.format(
                "lesion radii must be positive and ascending, were %s and %s mm", minMm, maxMm));
      }
    }
  }

  public PhantomOptions {
    modalities = List.copyOf(modalities);
    if (modalities.isEmpty()) {
      throw new IllegalArgumentException("a phantom needs at least one modality, got none");
    }
    if (new HashSet<>(modalities).size() != modalities.size()) {
      throw new IllegalArgumentException("modality names must differ, were " + modalities);
    }
    modalities.forEach(PhantomOptions::checkName);
    if (type != VoxelType.INT16 && type != VoxelType.UINT16 && type != VoxelType.FLOAT32) {
      throw new IllegalArgumentException(
          "phantom voxels must be INT16, UINT16 or FLOAT32, was " + type);
    }
    if (Math.max(size.x(), Math.max(size.y(), size.z())) > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a phantom has at most 32767 voxels per axis, as NIfTI-1 does, was " + size);
    }
    if (!(spacing.x() <= WIDEST_MM && spacing.y() <= WIDEST_MM && spacing.z() <= WIDEST_MM)) {
      throw new IllegalArgumentException(
          Text.format(
              "voxels of a phantom are at most 1000 mm wide, were (%s, %s, %s) mm",
              spacing.x(), spacing.y(), spacing.z()));
    }
    if (lesions < 0) {
      throw new IllegalArgumentException("lesions must be 0 or more, was " + lesions);
    }
  }

  /** Axes along x, y and z, the middle of the volume at 0 mm. */
  public Geometry geometry() {
    double x = -0.5 * (size.x() - 1) * spacing.x();
    double y = -0.5 * (size.y() - 1) * spacing.y();
    double z = -0.5 * (size.z() - 1) * spacing.z();
    return new Geometry(
        size, spacing, Affine.of(spacing.x(), 0, 0, x, 0, spacing.y(), 0, y, 0, 0, spacing.z(), z));
  }

  private static void checkName(String name) {
    boolean groundTruth = name.toLowerCase(Locale.ROOT).startsWith("gt");
    if (groundTruth || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a modality name takes letters, digits, '.' and '-' and must not start with gt, was "
              + name);
    }
  }
}
