package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.grid.StoredGrid;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.index.DatasetOptions;
import org.ibengine.input.InputCase;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;

/** The median of the spacings of cases, axis by axis, after their axes were turned. */
final class MedianSpacing {
  private MedianSpacing() {}

  /**
   * The options with that spacing. Reads the header of the file that gives each case its grid; a
   * case whose header cannot be read does not count, and fails later.
   */
  static DatasetOptions resolved(List<InputCase> cases, DatasetOptions options, GzipCodec gzip) {
    List<Spacing> spacings = new ArrayList<>();
    for (InputCase item : cases) {
      try {
        Geometry grid = headerOfGrid(item, options, gzip).geometry();
        spacings.add(StoredGrid.orientedSpacing(grid, options.grid().orientation()));
      } catch (DatasetException e) {
        continue;
      }
    }
    if (spacings.isEmpty()) {
      return options;
    }
    Spacing median = new Spacing(median(spacings, 0), median(spacings, 1), median(spacings, 2));
    return options.withGrid(options.grid().withSpacing(median));
  }

  private static ImageHeader headerOfGrid(InputCase item, DatasetOptions options, GzipCodec gzip) {
    return options
        .grid()
        .reference()
        .map(name -> ImageFiles.readCheckedHeader(item.modalities().get(name), gzip))
        .orElseGet(() -> ImageFiles.readCheckedHeader(item.mask(), gzip));
  }

  /** Of an even number, the mean of the two in the middle. */
  private static double median(List<Spacing> spacings, int axis) {
    double[] sorted = spacings.stream().mapToDouble(mm -> mm.get(axis)).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
