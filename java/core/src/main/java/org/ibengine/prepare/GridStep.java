package org.ibengine.prepare;

import org.ibengine.backend.Backend;
import org.ibengine.backend.ResampleRule;
import org.ibengine.backend.Resampling;
import org.ibengine.error.DatasetException;
import org.ibengine.grid.GridReach;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.io.Image;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LabelMap;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Brings the volumes of cases to the grid on which they are stored, each in one step from its
 * file's voxels. Where stored voxels are voxels of the file, they are copied. Thread-safe.
 */
final class GridStep {
  private final Backend backend;
  private final GridOptions options;
  private final StageClock clock;

  GridStep(Backend backend, DatasetOptions options, StageClock clock) {
    this.backend = backend;
    this.options = options.grid();
    this.clock = clock;
  }

  /**
   * A modality on the stored grid, in the type of its file.
   *
   * @param image finite; closed as soon as its voxels are no longer needed, whatever happens
   * @return the caller closes it; with the header of the file
   * @throws DatasetException if the file does not reach to where the case is
   */
  Image stored(Image image, CaseGrid grid) {
    if (grid.isStoredAsIs(image.header())) {
      return image;
    }
    try (image) {
      ResampleRule rule = rule(image.header(), grid, options.interpolation());
      rule = options.antialias() && !rule.map().isCopy() ? smoothed(image.header(), rule) : rule;
      if (!grid.isOnBase(image.header())) {
        requireOverlap(image.header(), grid, rule.map());
        rule = rule.filled(smallest(image));
      }
      return new Image(
          image.header(), resampled(image.volume(), image.volume().type(), rule, grid));
    }
  }

  private static ResampleRule smoothed(ImageHeader header, ResampleRule rule) {
    try {
      return rule.smoothed();
    } catch (IllegalArgumentException e) {
      throw new DatasetException(
          header.path(),
          e.getMessage() + "; ask for a smaller --spacing, or leave --antialias out",
          e);
    }
  }

  /**
   * A label map on the stored grid; no voxel has a label that no voxel had.
   *
   * @param labels read with their original; closed as {@link #stored(Image, CaseGrid)} does
   * @return the caller closes it; with the header of the file
   */
  LabelMap stored(LabelMap labels, CaseGrid grid) {
    if (grid.isStoredAsIs(labels.header())) {
      return labels;
    }
    try (labels) {
      ResampleRule rule = labelRule(labels.header(), grid);
      if (!grid.isOnBase(labels.header())) {
        requireOverlap(labels.header(), grid, rule.map());
        rule = rule.filled(0);
      }
      Volume volume = resampled(labels.volume(), VoxelType.UINT8, rule, grid);
      try {
        Image original = labels.original() == null ? null : original(labels, rule, grid);
        return new LabelMap(labels.header(), volume, labels.largest(), original);
      } catch (RuntimeException | Error e) {
        volume.data().close();
        throw e;
      }
    }
  }

  /** How a label map is brought to the grid, before anything is said of what lies outside. */
  ResampleRule labelRule(ImageHeader labels, CaseGrid grid) {
    return rule(labels, grid, labelInterpolation());
  }

  private Interpolation labelInterpolation() {
    return options.labels() == GridOptions.LabelInterpolation.NEAREST
        ? Interpolation.NEAREST
        : Interpolation.VOTE;
  }

  private static ResampleRule rule(ImageHeader header, CaseGrid grid, Interpolation wanted) {
    GridMap map = grid.map(header);
    return new ResampleRule(map, map.isCopy() ? Interpolation.NEAREST : wanted);
  }

  private Volume resampled(Volume source, VoxelType type, ResampleRule rule, CaseGrid grid) {
    long start = System.nanoTime();
    Size3 size = grid.grid().geometry().size();
    HostBuffer memory = backend.allocate(Math.multiplyExact(size.voxels(), type.sizeBytes()));
    try {
      Volume target = new Volume(size, type, memory);
      backend.resample(new Resampling(source, target, rule), Backend.ALL_THREADS);
      clock.add(Stage.RESAMPLE, start, target.sizeBytes());
      return target;
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /** The labels above 255 as well; a vote is about whole numbers. */
  private Image original(LabelMap labels, ResampleRule rule, CaseGrid grid) {
    Image original = labels.original();
    boolean converted = needsWholeNumbers(original.header(), rule.interpolation());
    Image whole = converted ? labels.wholeNumbers(backend::allocate) : original;
    try {
      return new Image(
          whole.header(), resampled(whole.volume(), whole.volume().type(), rule, grid));
    } finally {
      if (converted) {
        whole.close();
      }
    }
  }

  private static boolean needsWholeNumbers(ImageHeader header, Interpolation interpolation) {
    return interpolation == Interpolation.VOTE && header.storedType().voxelType().isFloating();
  }

  /**
   * The most bytes that {@link #stored} takes for a modality besides those of its file.
   *
   * @param grid as large as it can be
   */
  long bytes(ImageHeader image, CaseGrid grid) {
    long voxels = grid.grid().geometry().size().voxels();
    return grid.isStoredAsIs(image)
        ? 0
        : voxels * image.storedType().voxelType().sizeBytes()
            + ownBytes(image, grid, options.interpolation());
  }

  /** As {@link #bytes}, for a label map. */
  long labelBytes(ImageHeader labels, CaseGrid grid) {
    if (grid.isStoredAsIs(labels)) {
      return 0;
    }
    long voxels = grid.grid().geometry().size().voxels();
    VoxelType type = labels.storedType().voxelType();
    Interpolation interpolation = labelInterpolation();
    long bytes = voxels + ownBytes(labels, grid, interpolation);
    if (type == VoxelType.UINT8 && !labels.isScaled()) {
      return bytes; // it has no label above 255
    }
    return needsWholeNumbers(labels, interpolation)
        ? bytes + (voxels + labels.geometry().size().voxels()) * VoxelType.UINT32.sizeBytes()
        : bytes + voxels * type.sizeBytes();
  }

  private long ownBytes(ImageHeader file, CaseGrid grid, Interpolation interpolation) {
    ResampleRule rule = rule(file, grid, interpolation);
    return backend.resampleBytes(
        file.geometry().size(), grid.grid().geometry().size(), rule, Backend.ALL_THREADS);
  }

  /** What lies outside of a modality is as dark as its darkest voxel. */
  private double smallest(Image image) {
    double[] ends = backend.percentiles(image.volume(), 0, 100).values();
    return image.header().slope() > 0 ? ends[0] : ends[1];
  }

  private static void requireOverlap(ImageHeader header, CaseGrid grid, GridMap map) {
    Geometry stored = grid.grid().geometry();
    if (!GridReach.of(map, stored.size(), header.geometry().size()).overlaps()) {
      throw new DatasetException(
          header.path(),
          Text.format(
              "must overlap with what is stored of the grid of %s, lies outside of it; it has %s;"
                  + " stored is %s; repair the header of one, or leave the case out",
              grid.base().path().getFileName(), header.geometry(), stored));
    }
  }
}
