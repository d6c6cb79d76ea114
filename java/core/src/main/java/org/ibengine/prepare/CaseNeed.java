package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.encode.VolumePacker;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.index.Layout;
import org.ibengine.input.InputCase;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LabelMap;

/**
 * How much memory {@link CaseReader#read} will take, from the headers alone.
 *
 * @param voxelBytes of all volumes as they stay in memory
 * @param largestBytes of the largest of them
 * @param peakBytes the most, while reading or, in the layout volumes, while packing
 */
record CaseNeed(long voxelBytes, long largestBytes, long peakBytes) {

  /**
   * Reads the headers.
   *
   * @throws DatasetException naming the file whose header is missing or damaged, or that the wanted
   *     spacing leaves no voxel of
   */
  static CaseNeed of(InputCase item, DatasetOptions options, Backend backend) {
    ImageHeader mask = ImageFiles.readCheckedHeader(item.mask(), backend.gzip());
    List<ImageHeader> modalities = new ArrayList<>();
    for (String name : options.modalities()) {
      modalities.add(ImageFiles.readCheckedHeader(item.modalities().get(name), backend.gzip()));
    }
    CaseNeed files = ofFiles(mask, modalities);
    CaseNeed need =
        options.grid().equals(GridOptions.DEFAULT)
            ? files.plus(LesionMeasure.mostBytes(mask, mask.geometry().size().voxels(), options))
            : files.onto(
                CaseGrid.uncropped(mask, modalities, options), mask, modalities, options, backend);
    return options.layout() == Layout.VOLUMES ? need.plus(need.packingBytes()) : need;
  }

  /** Volumes are packed one after the other, while all are in memory. */
  private long packingBytes() {
    return VolumePacker.bytes(largestBytes);
  }

  /** The same where volumes stay as they are. */
  CaseNeed withoutPacking() {
    return plus(-packingBytes());
  }

  private static CaseNeed ofFiles(ImageHeader mask, List<ImageHeader> modalities) {
    long voxelBytes = mask.geometry().size().voxels();
    long largestBytes = labelBytes(voxelBytes);
    long peakBytes = LabelMap.peakBytes(mask);
    for (ImageHeader header : modalities) {
      voxelBytes += header.voxelBytes();
      largestBytes = Math.max(largestBytes, header.voxelBytes());
      peakBytes += ImageFiles.peakBytes(header);
    }
    return new CaseNeed(voxelBytes, largestBytes, peakBytes);
  }

  /** The most that the label map, or its values beside it, take. */
  private static long labelBytes(long voxels) {
    return voxels * Integer.BYTES;
  }

  private CaseNeed plus(long bytes) {
    return new CaseNeed(voxelBytes, largestBytes, peakBytes + bytes);
  }

  /** All files may still be in memory when the last volume has been brought to the grid. */
  private CaseNeed onto(
      CaseGrid grid,
      ImageHeader mask,
      List<ImageHeader> modalities,
      DatasetOptions options,
      Backend backend) {
    GridStep step = new GridStep(backend, options, new StageClock());
    long stored = grid.grid().geometry().size().voxels();
    long voxels = stored;
    long largest = labelBytes(stored);
    long peak = peakBytes + step.labelBytes(mask, grid);
    peak += LesionMeasure.mostBytes(mask, stored, options);
    for (ImageHeader header : modalities) {
      long bytes = stored * header.storedType().voxelType().sizeBytes();
      voxels += bytes;
      largest = Math.max(largest, bytes);
      peak += step.bytes(header, grid);
    }
    return new CaseNeed(voxels, largest, peak);
  }
}
