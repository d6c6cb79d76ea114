package org.ibengine.io;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;

/**
 * The checked content of an image's header, whatever its format. Immutable.
 *
 * @param path the file that holds the header
 * @param geometry size in voxels, spacing in mm, and the affine from voxel indices to mm that its
 *     format's most common reader would choose
 * @param channels how many volumes of this geometry follow each other, at least 1
 * @param storedType type of the voxels in the file
 * @param slope the value of a voxel is {@code raw · slope + intercept}; 1 if the header has none
 * @param intercept 0 if the header has no slope
 * @param details what people may want to know but code that uses voxels need not
 */
public record ImageHeader(
    Path path,
    Geometry geometry,
    int channels,
    StoredType storedType,
    double slope,
    double intercept,
    Details details) {

  /**
   * Which format, in which of its versions.
   *
   * @param name as people write it: {@code NIfTI}
   * @param version 0 if the format has none
   */
  public record Format(String name, int version) {
    @Override
    public String toString() {
      return version == 0 ? name : name + "-" + version;
    }
  }

  /**
   * @param format of the file
   * @param byteOrder of header and voxels in the file
   * @param codes numbers of the format that say how the geometry was meant, by their names, in the
   *     order in which people want to see them: {@code sform} → 1
   * @param description the text that the header has for people
   * @param voxels where they lie
   * @param lengthUnit what the file counts lengths in; {@code geometry} is in mm
   * @param contradictions fields that cannot be right as they stand, a line for each: both values,
   *     and which one counts
   */
  public record Details(
      Format format,
      ByteOrder byteOrder,
      Map<String, Integer> codes,
      String description,
      VoxelFiles voxels,
      LengthUnit lengthUnit,
      List<String> contradictions) {
    public Details {
      codes = Collections.unmodifiableMap(new LinkedHashMap<>(codes));
      contradictions = List.copyOf(contradictions);
    }
  }

  /** All files of the image, the header's first. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>(List.of(path));
    details.voxels().paths().stream().filter(file -> !file.equals(path)).forEach(files::add);
    return files;
  }

  /** Whether values differ from the raw voxels. */
  public boolean isScaled() {
    return slope != 1 || intercept != 0;
  }

  /** Bytes of one channel's voxels in the file, unpacked. */
  public long storedBytes() {
    return geometry.size().voxels() * storedType.sizeBytes();
  }

  /** Bytes of one channel's voxels once they are read. */
  public long voxelBytes() {
    return geometry.size().voxels() * storedType.voxelType().sizeBytes();
  }

  /** Of all channels, for messages: {@code 48 bytes of voxels ((4, 3, 2) of INT16)}. */
  String promise() {
    return Text.format(
        "%d bytes of voxels (%s%s of %s)",
        channels * storedBytes(),
        channels == 1 ? "" : channels + " channels of ",
        geometry.size(),
        storedType);
  }
}
