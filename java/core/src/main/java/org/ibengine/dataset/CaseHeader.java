package org.ibengine.dataset;

import java.util.List;
import java.util.Objects;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.VoxelType;

/**
 * A case before its voxels were looked at.
 *
 * @param name different from those of other cases; subjects are guessed from it, as with folders
 * @param geometry of all its volumes, the label map included
 * @param modalities in any order
 */
public record CaseHeader(String name, Geometry geometry, List<Modality> modalities) {
  /**
   * One volume of intensities. A voxel's value is {@code slope · raw + intercept}.
   *
   * @param type of the raw voxels
   * @param slope finite, not 0
   * @param intercept finite
   */
  public record Modality(String name, VoxelType type, double slope, double intercept) {
    public Modality {
      Objects.requireNonNull(name, "the name of a modality must not be null");
      Objects.requireNonNull(type, "the type of a modality must not be null");
    }

    /** Voxels that are already values. */
    public Modality(String name, VoxelType type) {
      this(name, type, 1, 0);
    }
  }

  public CaseHeader {
    Objects.requireNonNull(name, "the name of a case must not be null");
    Objects.requireNonNull(geometry, "the geometry of a case must not be null");
    modalities = List.copyOf(modalities);
  }
}
