package org.ibengine.io;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.volume.Geometry;

/**
 * What the header of a NIfTI file says, checked. Immutable.
 *
 * @param path the file that holds the header
 * @param geometry in mm: size, spacing ({@code |pixdim|}, 1 where that is 0; the affine's where
 *     they contradict each other) and the affine nibabel would choose: sform, else qform, else
 *     spacing around the centre with x flipped
 * @param storedType type of the voxels in the file
 * @param slope the value of a voxel is {@code raw · slope + intercept}; 1 where the header has none
 * @param intercept 0 where the header has no slope
 * @param details what people may want to know and readers of voxels need not
 */
public record ImageHeader(
    Path path,
    Geometry geometry,
    StoredType storedType,
    double slope,
    double intercept,
    Details details) {

  /**
   * @param version 1 or 2
   * @param byteOrder of header and voxels in the file
   * @param sformCode as stored
   * @param qformCode as stored
   * @param description the text of {@code descrip}
   * @param dataPath the file that holds the voxels; {@code path} itself unless a pair
   * @param dataOffset bytes of {@code dataPath}, inflated, before the first voxel
   * @param lengthUnit what the file counts lengths in; {@code geometry} is in mm
   * @param contradictions fields that cannot be right as they stand, a line for each: both values,
   *     and which one counts
   */
  public record Details(
      int version,
      ByteOrder byteOrder,
      int sformCode,
      int qformCode,
      String description,
      Path dataPath,
      long dataOffset,
      LengthUnit lengthUnit,
      List<String> contradictions) {
    public Details {
      contradictions = List.copyOf(contradictions);
    }
  }

  /** Whether values differ from the raw voxels. */
  public boolean isScaled() {
    return slope != 1 || intercept != 0;
  }

  /** Bytes of all voxels in the file, inflated. */
  long storedBytes() {
    return geometry.size().voxels() * storedType.sizeBytes();
  }
}
