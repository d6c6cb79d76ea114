package org.ibengine.prepare;

import org.ibengine.error.DatasetException;
import org.ibengine.io.NiftiHeader;
import org.ibengine.volume.Geometry;

/** Whether a modality lies on its mask's grid. */
final class GridCheck {
  private GridCheck() {}

  /**
   * @throws DatasetException with both geometries if the sizes differ or a voxel is further than
   *     {@code toleranceMm} from where the mask has it
   */
  static void require(NiftiHeader modality, NiftiHeader mask, double toleranceMm) {
    Geometry own = modality.geometry();
    Geometry wanted = mask.geometry();
    if (!own.size().equals(wanted.size())) {
      throw refusal(modality, mask, "must have the size of its mask");
    }
    double distance = own.affine().maxDistanceMm(wanted.affine(), wanted.size());
    if (!(distance <= toleranceMm)) {
      throw refusal(
          modality,
          mask,
          "must lie within %s mm of its mask, lies up to %.4g mm away"
              .formatted(toleranceMm, distance));
    }
  }

  private static DatasetException refusal(NiftiHeader modality, NiftiHeader mask, String rule) {
    return new DatasetException(
        modality.path(),
        "%s; it has %s; the mask %s has %s; resample one onto the other"
            .formatted(rule, modality.geometry(), mask.path().getFileName(), mask.geometry()));
  }
}
