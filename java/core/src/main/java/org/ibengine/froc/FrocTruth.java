package org.ibengine.froc;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.index.DatasetOptions;
import org.ibengine.io.GridCheck;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LabelMap;
import org.ibengine.label.Connectivity;
import org.ibengine.label.LesionRule;
import org.ibengine.lesion.Lesions;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.PreparedCase;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolumes;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Volume;

/** Where the ground truth of one case lies. Thread-safe; both methods block on the disk. */
public interface FrocTruth {
  /**
   * Reads it into memory of the backend; the caller has to close it.
   *
   * @throws DatasetException if it cannot be read
   */
  Mask read(Backend backend);

  /**
   * Bytes of memory that {@link #read} holds at most.
   *
   * @throws DatasetException if its header cannot be read
   */
  long peakBytes(GzipCodec codec);

  /**
   * A ground truth in memory. Owns its voxels: {@link #close} returns them and is idempotent.
   *
   * @param voxels of type UINT8, x fastest; 0 is background. UINT16 or UINT32 where a dataset has a
   *     rule
   * @param rule which of them are lesions
   * @param header of the file it was read from; empty where it is not an image file
   * @param grid what a prediction has to lie on
   * @param largest label if it is above 255 and the voxels hold 1 for every label; else 0
   */
  record Mask(
      Geometry geometry,
      Volume voxels,
      LesionRule rule,
      Optional<ImageHeader> header,
      GridCheck.Wanted grid,
      long largest)
      implements AutoCloseable {
    static final String USUAL = "ground truth";

    /** Of voxels that do not come from an image file, lesions where they are above 0. */
    public Mask(Geometry geometry, Volume voxels) {
      this(
          geometry,
          voxels,
          LesionRule.DEFAULT,
          Optional.empty(),
          new GridCheck.Wanted(USUAL, geometry),
          0);
    }

    /** The lesions by its rule; reads the voxels. */
    public Lesions lesions(Connectivity connectivity, Backend backend) {
      return Lesions.of(voxels, geometry, rule, connectivity, backend);
    }

    @Override
    public void close() {
      voxels.data().close();
    }
  }

  /** A label map in a file of any format that is read; every value above 0 is a lesion's. */
  static FrocTruth ofImage(Path file) {
    return ofImage(file, LesionRule.DEFAULT);
  }

  /**
   * The same by a rule.
   *
   * @param rule with values up to 255, unless it is the default
   */
  static FrocTruth ofImage(Path file, LesionRule rule) {
    return new OfImage(file, rule);
  }

  /**
   * The label map of a case prepared in the volumes layout.
   *
   * @param options of its dataset
   */
  static FrocTruth ofCase(PreparedCase prepared, DatasetOptions options) {
    return new OfCase(prepared, options);
  }

  /** See {@link #ofImage}. */
  record OfImage(Path file, LesionRule rule) implements FrocTruth {
    @Override
    public Mask read(Backend backend) {
      LabelMap labels = LabelMap.read(file, backend::allocate, backend.gzip(), null);
      if (labels.largest() > 0 && !rule.equals(LesionRule.DEFAULT)) {
        labels.close();
        throw new DatasetException(
            file,
            Text.format(
                "labels must be at most %d where some of them are lesions, the largest is %d;"
                    + " number them from 1, or prepare the case and evaluate with the dataset",
                LabelMap.LARGEST_KEPT, labels.largest()));
      }
      return new Mask(
          labels.header().geometry(),
          labels.volume(),
          rule,
          Optional.of(labels.header()),
          GridCheck.Wanted.of(Mask.USUAL, labels.header()),
          labels.largest());
    }

    @Override
    public long peakBytes(GzipCodec codec) {
      return LabelMap.peakBytes(ImageFiles.readHeader(file, codec));
    }
  }

  /** See {@link #ofCase}. */
  record OfCase(PreparedCase prepared, DatasetOptions options) implements FrocTruth {
    /** Where the label map lies, and the geometry that belongs to it. */
    private record Labels(Geometry geometry, StoredVolume volume) {}

    @Override
    public Mask read(Backend backend) {
      Labels labels = prepared.open(now -> new Labels(now.index().geometry(), values(now)));
      return new Mask(
          labels.geometry(),
          StoredVolumes.read(labels.volume(), backend::allocate, backend.gzip()),
          options.lesions(),
          Optional.empty(),
          grid(labels.geometry()),
          prepared.record().largestLabel());
    }

    /** Predictions may lie on the grid of the files, as those of {@code ib predict} do. */
    private GridCheck.Wanted grid(Geometry stored) {
      GridCheck.Wanted wanted = new GridCheck.Wanted("case as the dataset stores it", stored);
      return stored.equals(prepared.record().sourceGeometry())
          ? wanted
          : wanted.withRemedy(
              "the dataset was cropped or brought to another grid: for predictions on the grid of"
                  + " the case's own files, give the raw masks as ground truth");
    }

    private StoredVolume values(PreparedCase now) {
      String name =
          now.record().hasLabelValues(options) ? DatasetFolder.LABEL_VALUES : DatasetFolder.LABEL;
      return now.volumes(List.of(name)).get(name);
    }

    @Override
    public long peakBytes(GzipCodec codec) {
      int bytes = prepared.record().hasLabelValues(options) ? Integer.BYTES : 1;
      return bytes * prepared.index().geometry().size().voxels();
    }
  }
}
