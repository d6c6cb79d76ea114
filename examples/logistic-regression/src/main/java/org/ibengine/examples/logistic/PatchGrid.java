package org.ibengine.examples.logistic;

import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;

/** How patches are cut into cells: {@code cells} along each axis of each channel. */
record PatchGrid(int batch, int channels, int x, int y, int z, int cells) {
  PatchGrid {
    if (x % cells != 0 || y % cells != 0 || z % cells != 0) {
      throw new IllegalArgumentException(
          "patch size must be a multiple of %d in x, y and z, was (%d, %d, %d)"
              .formatted(cells, x, y, z));
    }
  }

  /**
   * @param image of shape (batch, channels, Z, Y, X)
   */
  static PatchGrid of(Tensor image, int cells) {
    if (image.type() != ElementType.FLOAT32) {
      throw new IllegalArgumentException("batches must be float32, were " + image.type());
    }
    long[] shape = image.shape();
    return new PatchGrid(
        (int) shape[0], (int) shape[1], (int) shape[4], (int) shape[3], (int) shape[2], cells);
  }

  /** One mean a cell and channel. */
  int features() {
    return channels * cells * cells * cells;
  }
}
