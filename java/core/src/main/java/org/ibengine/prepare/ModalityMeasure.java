package org.ibengine.prepare;

import java.nio.file.Path;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.NanRule;
import org.ibengine.io.FiniteVoxels;
import org.ibengine.io.Image;
import org.ibengine.io.ImageHeader;
import org.ibengine.measure.IntensityMeasure;
import org.ibengine.text.Text;

/** Measures the intensities of a modality, after its NaN were replaced where that is wanted. */
final class ModalityMeasure {
  private final Backend backend;
  private final DatasetOptions options;
  private final IntensityMeasure measure;

  ModalityMeasure(Backend backend, DatasetOptions options) {
    this.backend = backend;
    this.options = options;
    this.measure = new IntensityMeasure(backend, options.percentiles());
  }

  /**
   * Measures the voxels and, under {@code --nan}, changes them.
   *
   * @throws DatasetException if voxels are not finite, or percentiles are beyond float32
   */
  ModalityIndex measure(String name, Path file, StoredVoxels stored) {
    Image image = stored.image();
    double slope = stored.slope();
    double intercept = stored.intercept();
    IntensityMeasure.Found found = measure.measure(image.volume(), slope, intercept);
    if (found.nonFinite() > 0) {
      replaceNan(file, image);
      found = measure.measure(image.volume(), slope, intercept);
    }
    requireFloats(file, found.rawLow(), found.rawHigh());
    return new ModalityIndex(
        name,
        image.volume().type(),
        slope,
        intercept,
        found.rawLow(),
        found.rawHigh(),
        found.intensity(),
        stored.rounding());
  }

  /**
   * Replaces NaN under {@code --nan}.
   *
   * @param image of a floating type
   * @return what is there then
   * @throws DatasetException if voxels are not finite after that
   */
  FiniteVoxels makeFinite(Path file, Image image) {
    FiniteVoxels voxels = FiniteVoxels.of(image.volume());
    if (voxels.nan() + voxels.infinite() == 0) {
      return voxels;
    }
    replaceNan(file, image);
    return FiniteVoxels.of(image.volume());
  }

  private static void requireFloats(Path file, double low, double high) {
    for (double value : new double[] {low, high}) {
      if (!Float.isFinite((float) value)) {
        throw new DatasetException(
            file, "percentiles must fit float32, one is " + value + "; rescale the file");
      }
    }
    if (!Float.isFinite((float) high - (float) low)) {
      throw new DatasetException(
          file,
          Text.format(
              "percentiles must differ by less than float32 holds, are %s and %s; rescale the file",
              low, high));
    }
  }

  private void replaceNan(Path file, Image image) {
    FiniteVoxels voxels = FiniteVoxels.of(image.volume());
    if (voxels.infinite() > 0 || options.nan() == NanRule.REFUSE) {
      throw notFinite(file, voxels, image.volume().size().voxels());
    }
    double value =
        options.nan() == NanRule.ZERO
            ? rawZero(file, image.header())
            : rawMinimum(file, image.header(), voxels);
    FiniteVoxels.replaceNan(image.volume(), value);
  }

  private DatasetException notFinite(Path file, FiniteVoxels voxels, long all) {
    String found =
        Text.format(
            "voxels must be finite, %d of %d are NaN or infinite (%d NaN, %d infinite); ",
            voxels.nan() + voxels.infinite(), all, voxels.nan(), voxels.infinite());
    String remedy =
        voxels.infinite() == 0
            ? "give --nan zero or --nan min, or leave the modality out"
            : "--nan is about NaN only, so repair the file or leave the modality out";
    return new DatasetException(file, found + remedy);
  }

  /** The raw voxel nearest to value 0. */
  private static double rawZero(Path file, ImageHeader header) {
    double raw = (0 - header.intercept()) / header.slope();
    if (!Float.isFinite((float) raw)) {
      throw new DatasetException(
          file,
          Text.format(
              "a voxel of value 0 must fit float32, for --nan zero, is stored as %s; rescale the file",
              raw));
    }
    return raw;
  }

  /** The raw voxel of the smallest value. */
  private static double rawMinimum(Path file, ImageHeader header, FiniteVoxels voxels) {
    if (Double.isNaN(voxels.min())) {
      throw new DatasetException(
          file, "has no finite voxel, --nan min needs one; leave the modality out");
    }
    return header.slope() > 0 ? voxels.min() : voxels.max();
  }

  /** What to look at, if there is anything. */
  Optional<String> warning(ModalityIndex index, Image image) {
    if (!index.percentilesCoincide()) {
      return Optional.empty();
    }
    double[] ends = backend.percentiles(image.volume(), 0, 100).values();
    double first = index.slope() * ends[0] + index.intercept();
    double last = index.slope() * ends[1] + index.intercept();
    double smallest = Math.min(first, last);
    double largest = Math.max(first, last);
    boolean anyAbove =
        index.slope() > 0
            ? (float) ends[1] > (float) index.rawHigh()
            : (float) ends[0] < (float) index.rawHigh();
    String modality = "modality " + index.name() + ": ";
    if (smallest == largest) {
      return Optional.of(
          modality + "every voxel is " + smallest + ", all become 0; is it the right file?");
    }
    return Optional.of(
        modality
            + Text.format(
                "percentiles %s and %s are both %s, %s; other --percentiles spread the values",
                percentage(options.percentiles().low()),
                percentage(options.percentiles().high()),
                index.low(),
                anyAbove
                    ? Text.format("values above it (up to %s) become 1, all others 0", largest)
                    : Text.format("no value is above it, all become 0 (smallest: %s)", smallest)));
  }

  private static String percentage(double value) {
    return value == (int) value ? Integer.toString((int) value) : Double.toString(value);
  }
}
