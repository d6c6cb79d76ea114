package org.ibengine.prepare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.grid.StoredGrid;
import org.ibengine.index.CropOptions;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.io.GridCheck;
import org.ibengine.io.Image;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LabelMap;
import org.ibengine.text.NameList;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridMap;

/**
 * The grid on which a case is stored, and how its files lie on it.
 *
 * @param base the header whose grid is cropped, turned and respaced: the label map's, or the
 *     reference modality's
 * @param crop what of that grid is stored; empty for all of it
 * @param check which other grids count as the base's
 */
record CaseGrid(StoredGrid grid, ImageHeader base, Optional<Box> crop, GridCheck check) {

  /**
   * Without its crop, so the largest it can be.
   *
   * @param modalities in channel order
   * @throws DatasetException if the spacing leaves no voxel
   */
  static CaseGrid uncropped(
      ImageHeader labels, List<ImageHeader> modalities, DatasetOptions options) {
    ImageHeader base = base(labels, modalities, options);
    Box whole = StoredGrid.whole(base.geometry().size());
    return of(base, whole, Optional.empty(), options);
  }

  /**
   * Looks for the voxels that the crop is made of.
   *
   * @param place of the case, for messages
   * @throws DatasetException if there are none, or the spacing leaves no voxel
   */
  static CaseGrid of(Path place, LabelMap labels, List<Image> modalities, DatasetOptions options) {
    List<ImageHeader> headers = modalities.stream().map(Image::header).toList();
    CaseGrid uncropped = uncropped(labels.header(), headers, options);
    if (options.grid().crop().isEmpty()) {
      return uncropped;
    }
    CropOptions crop = options.grid().crop().get();
    List<Box> boxes = new ArrayList<>();
    if (crop.labels().isEmpty()) {
      for (Image image : modalities) {
        uncropped.onBase(image.header(), CropBox.ofNonzero(image)).ifPresent(boxes::add);
      }
    } else {
      uncropped.onBase(labels.header(), CropBox.of(labels, crop.labels())).ifPresent(boxes::add);
    }
    Box found =
        CropBox.around(boxes).orElseThrow(() -> nothingToCropTo(place, labels.header(), crop));
    Box kept = CropBox.grown(found, crop, uncropped.base.geometry().size());
    return of(uncropped.base, kept, Optional.of(kept), options);
  }

  private static DatasetException nothingToCropTo(
      Path place, ImageHeader labels, CropOptions crop) {
    return crop.labels().isEmpty()
        ? new DatasetException(
            place,
            "must have a voxel that is not 0, for --crop nonzero; leave the case out, or --crop")
        : new DatasetException(
            labels.path(),
            "must have a voxel of "
                + (crop.labels().size() == 1 ? "label " : "one of the labels ")
                + NameList.of(crop.labels().stream().map(String::valueOf).toList())
                + ", which --crop names; leave the case out, or --crop");
  }

  private static CaseGrid of(
      ImageHeader base, Box kept, Optional<Box> crop, DatasetOptions options) {
    try {
      StoredGrid grid = StoredGrid.of(base.geometry(), kept, options.grid());
      return new CaseGrid(grid, base, crop, new GridCheck(options.geometryTolerance()));
    } catch (IllegalArgumentException e) {
      throw new DatasetException(base.path(), e.getMessage());
    }
  }

  private static ImageHeader base(
      ImageHeader labels, List<ImageHeader> modalities, DatasetOptions options) {
    GridOptions grid = options.grid();
    return grid.reference()
        .map(name -> modalities.get(options.modalities().indexOf(name)))
        .orElse(labels);
  }

  private Optional<Box> onBase(ImageHeader header, Optional<Box> box) {
    return isOnBase(header)
        ? box
        : box.flatMap(own -> CropBox.on(base.geometry(), header.geometry(), own));
  }

  /** Whether the voxels of a file are those of the base, each at its place. */
  boolean isOnBase(ImageHeader header) {
    return check.isOn(header.geometry(), base.geometry());
  }

  /** Where stored voxels lie in a file. */
  GridMap map(ImageHeader header) {
    return isOnBase(header) ? grid.map() : grid.mapTo(header.geometry());
  }

  /** Whether a file's voxels are stored as they are, all of them in their order. */
  boolean isStoredAsIs(ImageHeader header) {
    return isOnBase(header) && grid.isSource();
  }

  /** Where voxels of a file lie on the base's grid. */
  GridMap mapToBase(ImageHeader header) {
    Geometry own = header.geometry();
    return isOnBase(header)
        ? GridMap.IDENTITY
        : GridMap.between(base.geometry().affine(), own.affine(), own.size());
  }

  /** What of the base's grid is stored. */
  Box kept() {
    return crop.orElseGet(() -> StoredGrid.whole(base.geometry().size()));
  }
}
