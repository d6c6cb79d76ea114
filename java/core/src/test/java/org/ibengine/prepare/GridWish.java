package org.ibengine.prepare;

import java.util.Optional;
import org.ibengine.index.CropOptions;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.index.GridOptions.LabelInterpolation;
import org.ibengine.index.GridOptions.Mismatch;
import org.ibengine.index.GridOptions.Orient;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Interpolation;

/** The grid that a test asks for, wish by wish. */
final class GridWish {
  private Optional<Spacing> spacing = Optional.empty();
  private Orient orientation = Orient.KEEP;
  private Mismatch mismatch = Mismatch.REFUSE;
  private Optional<String> reference = Optional.empty();
  private Interpolation interpolation = Interpolation.LINEAR;
  private LabelInterpolation labels = LabelInterpolation.NEAREST;
  private boolean antialias;
  private Optional<CropOptions> crop = Optional.empty();

  GridWish spacing(double x, double y, double z) {
    spacing = Optional.of(new Spacing(x, y, z));
    return this;
  }

  GridWish orientation(Orient wanted) {
    orientation = wanted;
    return this;
  }

  GridWish resample() {
    mismatch = Mismatch.RESAMPLE;
    return this;
  }

  GridWish resample(String modality) {
    reference = Optional.of(modality);
    return resample();
  }

  GridWish interpolation(Interpolation wanted) {
    interpolation = wanted;
    return this;
  }

  GridWish labels(LabelInterpolation wanted) {
    labels = wanted;
    return this;
  }

  GridWish antialias() {
    antialias = true;
    return this;
  }

  GridWish crop(CropOptions wanted) {
    crop = Optional.of(wanted);
    return this;
  }

  DatasetOptions on(DatasetOptions options) {
    return options.withGrid(
        new GridOptions(
            spacing, orientation, mismatch, reference, interpolation, labels, antialias, crop));
  }
}
