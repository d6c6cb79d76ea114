package org.ibengine.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Percentiles;
import org.ibengine.io.FiniteVoxels;
import org.ibengine.io.LabelMap;
import org.ibengine.io.NiftiHeader;
import org.ibengine.io.NiftiImage;
import org.ibengine.io.NiftiReader;
import org.ibengine.io.ScaledVoxels;

/**
 * What one file holds.
 *
 * @param odd voxels that are not finite; null if all are
 * @param range of the finite voxels; null if there are none
 * @param labels the labels that occur, ascending, if this looks like a label map; else empty
 */
record FileInfo(Path path, NiftiHeader header, NotFinite odd, ValueRange range, List<Long> labels) {
  private static final int MOST_LABELS = 32;
  private static final int BLOCK = 4096;

  /** How many voxels are which. */
  record NotFinite(long nan, long infinite) {}

  /**
   * In values, that is scaled by slope and intercept.
   *
   * @param percentiles 1, 50 and 99; null if not all voxels are finite
   */
  record ValueRange(double min, double max, Percents percentiles) {}

  /** Percentiles 1, 50 and 99. */
  record Percents(double p1, double median, double p99) {}

  /** Reads the whole file: what it holds is known only then, and damage shows. */
  static FileInfo read(Path path, Backend backend) {
    try (NiftiImage image = NiftiReader.read(path, backend::allocate, backend.gzip())) {
      NiftiHeader header = image.header();
      Percentiles raw = backend.percentiles(image.volume(), 0, 1, 50, 99, 100);
      if (raw.nonFinite() > 0) {
        return odd(path, image);
      }
      return new FileInfo(path, header, null, scaled(raw.values(), header), labels(image));
    }
  }

  private static FileInfo odd(Path path, NiftiImage image) {
    NiftiHeader header = image.header();
    FiniteVoxels voxels = FiniteVoxels.of(image.volume());
    double first = voxels.min() * header.slope() + header.intercept();
    double last = voxels.max() * header.slope() + header.intercept();
    ValueRange range =
        Double.isNaN(first)
            ? null
            : new ValueRange(Math.min(first, last), Math.max(first, last), null);
    NotFinite odd = new NotFinite(voxels.nan(), voxels.infinite());
    return new FileInfo(path, header, odd, range, List.of());
  }

  private static ValueRange scaled(double[] raw, NiftiHeader header) {
    double[] values = new double[raw.length];
    for (int i = 0; i < raw.length; i++) {
      int from = header.slope() < 0 ? raw.length - 1 - i : i; // a negative slope turns the order
      values[i] = raw[from] * header.slope() + header.intercept();
    }
    return new ValueRange(values[0], values[4], new Percents(values[1], values[2], values[3]));
  }

  /** Stops at the first value that is no label, or where there are too many to be listed. */
  private static List<Long> labels(NiftiImage image) {
    long voxels = image.volume().size().voxels();
    TreeSet<Long> found = new TreeSet<>();
    double[] values = new double[BLOCK];
    double last = Double.NaN;
    for (long begin = 0; begin < voxels; begin += BLOCK) {
      int count = (int) Math.min(BLOCK, voxels - begin);
      ScaledVoxels.read(image, begin, count, values);
      for (int i = 0; i < count; i++) {
        if (values[i] != last) {
          last = values[i];
          long label = LabelMap.labelOf(last);
          if (label < 0 || found.add(label) && found.size() > MOST_LABELS) {
            return List.of();
          }
        }
      }
    }
    return List.copyOf(found);
  }

  /** Voxels that are NaN or infinite. */
  long nonFinite() {
    return odd == null ? 0 : odd.nan() + odd.infinite();
  }
}
