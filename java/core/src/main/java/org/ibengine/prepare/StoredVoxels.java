package org.ibengine.prepare;

import java.nio.file.Path;
import java.util.Optional;
import org.ibengine.encode.VolumeCoder;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Rounding;
import org.ibengine.index.StoreRule;
import org.ibengine.io.FiniteVoxels;
import org.ibengine.io.Image;
import org.ibengine.io.ImageHeader;

/**
 * A modality as it is stored: value = slope · voxel + intercept.
 *
 * @param image the header is that of its file, which may have another type and another scaling
 * @param rounding present only if it was rounded
 */
record StoredVoxels(Image image, double slope, double intercept, Optional<Rounding> rounding) {

  static StoredVoxels asTheyAre(Image image) {
    return new StoredVoxels(
        image, image.header().slope(), image.header().intercept(), Optional.empty());
  }

  /**
   * In 16 bits, in the memory of the image.
   *
   * @param found of its voxels, all finite
   * @param rule not AUTO
   * @throws DatasetException if these cannot stand for its values
   */
  static StoredVoxels coded(Path file, Image image, FiniteVoxels found, StoreRule rule) {
    ImageHeader header = image.header();
    try {
      VolumeCoder.Coded coded =
          VolumeCoder.code(image.volume(), header.slope(), header.intercept(), found, rule);
      return new StoredVoxels(
          new Image(header, coded.volume()),
          coded.slope(),
          coded.intercept(),
          Optional.of(new Rounding(image.volume().type(), coded.largestError())));
    } catch (IllegalArgumentException e) {
      throw new DatasetException(file, e.getMessage(), e);
    }
  }
}
