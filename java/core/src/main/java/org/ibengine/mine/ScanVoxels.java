package org.ibengine.mine;

import java.nio.file.Path;
import java.security.MessageDigest;
import org.ibengine.backend.Backend;
import org.ibengine.backend.ResampleRule;
import org.ibengine.backend.Resampling;
import org.ibengine.centre.LungMask;
import org.ibengine.error.DatasetException;
import org.ibengine.io.FiniteVoxels;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LabelMap;
import org.ibengine.text.Text;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Reads scans and masks and brings them to the grid of 1 mm. Thread-safe. */
final class ScanVoxels {
  private static final double MOST_MM = 0.1;

  private final Backend backend;

  ScanVoxels(Backend backend) {
    this.backend = backend;
  }

  /**
   * The HU of a scan, of type INT16: linear between voxels, the edge repeated, rounded half to even
   * and saturated. The caller closes its memory.
   *
   * @param digest of the file's bytes; null for none
   * @param notebook as ITK does it, see {@link NotebookGrid}
   * @throws DatasetException if the scan cannot be read or has voxels that are not numbers
   */
  Volume hu(Scan scan, ScanGrid grid, MessageDigest digest, boolean notebook) {
    try (Image image = read(scan, digest)) {
      return notebook
          ? onGrid(grid.size(), VoxelType.INT16, hu -> NotebookGrid.resample(image, grid, hu))
          : onGrid(grid.size(), VoxelType.INT16, hu -> resample(image, grid.map(), hu));
    }
  }

  /**
   * A scan on its own grid. The caller closes it.
   *
   * @param digest of the file's bytes; null for none
   * @throws DatasetException as {@link #hu}
   */
  Image read(Scan scan, MessageDigest digest) {
    Image image = ImageFiles.read(scan.file(), backend::allocate, backend.gzip(), digest);
    try {
      requireFinite(scan.file(), image.volume());
      return image;
    } catch (RuntimeException | Error e) {
      image.close();
      throw e;
    }
  }

  /**
   * A part of what {@link #hu} gives, bit-identical. The caller closes its memory.
   *
   * @param box inside the grid
   */
  Volume window(Image image, ScanGrid grid, Box box) {
    GridMap map = grid.map();
    double[] rows = map.mm().toArray();
    for (int axis = 0; axis < 3; axis++) {
      rows[axis * 4 + 3] = rows[axis * 4 + axis] * box.begin().get(axis);
    }
    GridMap moved = new GridMap(Affine.of(rows), map.spacing());
    return onGrid(box.size(), VoxelType.INT16, hu -> resample(image, moved, hu));
  }

  private static void requireFinite(Path file, Volume volume) {
    if (!volume.type().isFloating()) {
      return;
    }
    FiniteVoxels found = FiniteVoxels.of(volume);
    if (found.nan() + found.infinite() > 0) {
      throw new DatasetException(
          file,
          Text.format(
              "voxels must be finite, %d are NaN and %d infinite; repair the file",
              found.nan(), found.infinite()));
    }
  }

  /**
   * The lung mask of a scan, on the grid of 1 mm.
   *
   * @throws DatasetException if there is no mask or there are several, or it is not on the grid of
   *     the scan
   */
  LungMask lungMask(Scan scan, ImageHeader header, ScanGrid grid) {
    Path file = onlyMask(scan);
    ImageHeader own = ImageFiles.readHeader(file, backend.gzip());
    requireGrid(own.geometry(), header.geometry(), scan);
    try (LabelMap labels = LabelMap.read(file, backend::allocate, backend.gzip(), null)) {
      if (labels.largest() > 0) {
        throw new DatasetException(
            file,
            Text.format(
                "a lung mask has labels up to %d, one is %d",
                LabelMap.LARGEST_KEPT, labels.largest()));
      }
      return LungMask.of(labels.volume(), grid.size(), grid.map());
    }
  }

  private static Path onlyMask(Scan scan) {
    if (scan.masks().isEmpty()) {
      throw new DatasetException(
          scan.file(), "has no lung mask; give one, or --lung auto for scans without");
    }
    if (scan.masks().size() > 1) {
      throw new DatasetException(
          scan.masks().get(0),
          Text.format(
              "is a second mask of %s, beside %s; keep one, or give --lung field",
              scan.uid(), scan.masks().get(1)));
    }
    return scan.masks().get(0);
  }

  private static void requireGrid(Geometry mask, Geometry grid, Scan scan) {
    String remedy = "; resample it onto the scan, or give --lung field";
    if (!mask.size().equals(grid.size())) {
      throw new DatasetException(
          scan.masks().get(0),
          Text.format(
              "must have the size of its scan %s, %s, has %s%s",
              scan.file(), grid.size(), mask.size(), remedy));
    }
    double distance = mask.affine().maxDistanceMm(grid.affine(), grid.size());
    if (!(distance <= MOST_MM)) {
      throw new DatasetException(
          scan.masks().get(0),
          Text.format(
              "must lie within %s mm of its scan %s, lies up to %.4g mm away%s",
              MOST_MM, scan.file(), distance, remedy));
    }
  }

  private void resample(Image image, GridMap map, Volume target) {
    backend.resample(new Resampling(image.volume(), target, rule(map)), Backend.ALL_THREADS);
  }

  private static ResampleRule rule(GridMap map) {
    return new ResampleRule(map, Interpolation.LINEAR);
  }

  /** Writes every voxel of a volume. */
  private interface Writer {
    void write(Volume target);
  }

  private Volume onGrid(Size3 size, VoxelType type, Writer writer) {
    HostBuffer memory = backend.allocate(size.voxels() * type.sizeBytes());
    try {
      Volume target = new Volume(size, type, memory);
      writer.write(target);
      return target;
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /** The most bytes that {@link #hu} takes at a time, what it returns included. */
  long huBytes(ImageHeader header, ScanGrid grid) {
    return ImageFiles.peakBytes(header) + resampledBytes(header, grid, grid.size());
  }

  /** As {@link #huBytes} of {@link #read} and {@link #window} together. */
  long windowBytes(ImageHeader header, ScanGrid grid, Size3 window) {
    return ImageFiles.peakBytes(header) + resampledBytes(header, grid, window);
  }

  private long resampledBytes(ImageHeader header, ScanGrid grid, Size3 target) {
    return target.voxels() * VoxelType.INT16.sizeBytes()
        + backend.resampleBytes(
            header.geometry().size(), target, rule(grid.map()), Backend.ALL_THREADS);
  }

  /** As {@link #huBytes} of {@link #lungMask}. */
  static long maskBytes(ImageHeader mask, ScanGrid grid) {
    return LabelMap.peakBytes(mask) + LungMask.bytes(grid.size());
  }
}
