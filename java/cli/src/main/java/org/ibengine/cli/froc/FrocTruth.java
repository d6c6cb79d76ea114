package org.ibengine.cli.froc;

import java.nio.file.Path;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.index.CaseIndex;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LabelMap;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.FileStamp;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolumes;
import org.ibengine.store.TensorInfo;
import org.ibengine.store.VolumesFile;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Volume;

/**
 * The ground truth of one case in memory. Owns its mask.
 *
 * @param mask of type UINT8
 */
record FrocTruth(Path file, Geometry geometry, Volume mask) implements AutoCloseable {

  /** Where a ground truth lies. */
  interface Source {
    /**
     * Reads it into memory of the backend; the caller closes it.
     *
     * @throws DatasetException if it cannot be read
     */
    FrocTruth read(Backend backend);

    /**
     * Bytes of voxels that {@link #read} holds at most.
     *
     * @throws DatasetException if its header cannot be read
     */
    long peakBytes(GzipCodec codec);
  }

  static Source ofImage(Path file) {
    return new Image(file);
  }

  /** The label map of a case prepared in the volumes layout. */
  static Source ofCase(DatasetFolder folder, CaseIndex index) {
    return new Prepared(folder.resolve(DatasetFolder.volumesPath(index.name())), index);
  }

  private record Image(Path file) implements Source {
    @Override
    public FrocTruth read(Backend backend) {
      LabelMap labels = LabelMap.read(file, backend::allocate, backend.gzip(), null);
      return new FrocTruth(file, labels.header().geometry(), labels.volume());
    }

    @Override
    public long peakBytes(GzipCodec codec) {
      ImageHeader header = ImageFiles.readHeader(file, codec);
      return header.geometry().size().voxels() * (header.storedType().sizeBytes() + 1L);
    }
  }

  private record Prepared(Path file, CaseIndex index) implements Source {
    @Override
    public FrocTruth read(Backend backend) {
      StoredVolume stored = stored(file, index);
      Volume mask = StoredVolumes.read(stored, backend::allocate, backend.gzip());
      return new FrocTruth(file, index.geometry(), mask);
    }

    @Override
    public long peakBytes(GzipCodec codec) {
      return index.geometry().size().voxels();
    }
  }

  private static StoredVolume stored(Path file, CaseIndex index) {
    FileStamp stamp = FileStamp.of(file);
    try (VolumesFile volumes = VolumesFile.open(file)) {
      TensorInfo label = volumes.tensor(DatasetFolder.LABEL);
      if (!label.size().equals(index.geometry().size())) {
        throw new DatasetException(
            file,
            Text.format(
                "the label map must be %s as case.json says, is %s; run ib verify",
                index.geometry().size(), label.size()));
      }
      return new StoredVolume(
          file, stamp, StoredVolume.Encoding.RAW, label.offset(), label.size(), label.type());
    }
  }

  @Override
  public void close() {
    mask.data().close();
  }
}
