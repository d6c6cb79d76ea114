package org.ibengine.mine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ibengine.backend.Backend;
import org.ibengine.centre.Findings;
import org.ibengine.encode.VolumePacker;
import org.ibengine.grid.GridChanges;
import org.ibengine.grid.GridOrigin;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.MinedWindow;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.label.Connectivity;
import org.ibengine.label.LesionChanges;
import org.ibengine.lesion.Lesions;
import org.ibengine.measure.BodyMeasure;
import org.ibengine.measure.IntensityMeasure;
import org.ibengine.place.BackgroundWindows;
import org.ibengine.place.Usual;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.CaseStaging;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetJson;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.DatasetSession;
import org.ibengine.store.NamedVolume;
import org.ibengine.store.OutputFile;
import org.ibengine.store.PatchNames;
import org.ibengine.store.SourceFile;
import org.ibengine.store.StagedCase;
import org.ibengine.store.VolumesFile;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Interpolation;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;
import org.ibengine.volume.VoxelType;

/**
 * The dataset that whole scans are written to: HU on the grid of 1 mm, the nodules as a label map
 * of balls, and the mined windows. Thread-safe as long as one thread writes one scan.
 */
final class MinedDataset implements AutoCloseable {
  /** The modality's name. */
  static final String CT = "CT";

  private static final int MARGIN = 10;

  private final DatasetOptions options;
  private final DatasetSession session;
  private final Backend backend;
  private final VolumeEncoding encoding;

  private MinedDataset(
      DatasetOptions options, DatasetSession session, Backend backend, VolumeEncoding encoding) {
    this.options = options;
    this.session = session;
    this.backend = backend;
    this.encoding = encoding;
  }

  /**
   * Opens or makes the dataset.
   *
   * @param mined what is mined, and how scans are stored
   * @param uids of all scans
   * @throws org.ibengine.error.DatasetException if the folder holds a dataset of other options
   */
  static MinedDataset open(
      MineOutput output, MineOptions mined, Set<String> uids, Backend backend) {
    DatasetOptions options = options(mined.rules().patchSize());
    return new MinedDataset(
        options,
        DatasetSession.open(new DatasetFolder(output.folder()), options, uids, output.files()),
        backend,
        mined.encoding());
  }

  /** The recorded percentiles are those of the window of HU, whatever the voxels. */
  private static DatasetOptions options(Size3 patchSize) {
    GridOptions grid =
        new GridOptions(
            Optional.of(new Geometry.Spacing(1, 1, 1)),
            GridOptions.Orient.KEEP,
            GridOptions.Mismatch.REFUSE,
            Optional.empty(),
            Interpolation.LINEAR,
            GridOptions.LabelInterpolation.NEAREST,
            false,
            Optional.empty());
    return new DatasetOptions(
            Layout.VOLUMES,
            patchSize,
            Usual.stride(patchSize),
            MARGIN,
            Connectivity.FACE_6,
            new PercentileRange(0, 100),
            List.of(CT),
            GridTolerance.DEFAULT,
            NanRule.REFUSE)
        .withGrid(grid);
  }

  /** The most bytes that {@link #add} takes for a scan of that size, without its HU. */
  static long bytes(Size3 size, VolumeEncoding encoding) {
    long measuring = 2 * size.voxels() + VoxelBits.bytes(size);
    long packing =
        encoding == VolumeEncoding.PACKED
            ? size.voxels() + VolumePacker.bytes(size.voxels() * Short.BYTES)
            : 0;
    return Math.max(measuring, packing);
  }

  /**
   * What a case is made of.
   *
   * @param sources the files that were read
   */
  record Mined(
      LegalSearch.Loaded loaded,
      Findings nodules,
      List<MinedWindow> windows,
      List<SourceFile> sources) {}

  /**
   * Writes a case and commits it; blocks until it is on the disk. What the memory of its HU holds
   * is undefined then.
   */
  void add(Mined mined) {
    Size3 size = mined.loaded().grid().size();
    CaseStaging staging = session.stage();
    try (HostBuffer memory = backend.allocate(size.voxels())) {
      Volume label = new Volume(size, VoxelType.UINT8, memory);
      write(mined.nodules().voxels(size), memory);
      CaseIndex index = index(mined, label);
      session.commit(new StagedCase(record(mined, index, staging, label), staging));
    } catch (RuntimeException | Error e) {
      staging.discard();
      throw e;
    }
  }

  private static void write(VoxelBits bits, HostBuffer memory) {
    Size3 size = bits.size();
    byte[] row = new byte[size.x()];
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        Arrays.fill(row, (byte) 0);
        for (int x = bits.next(0, y, z); x < row.length; x = bits.next(x + 1, y, z)) {
          row[x] = 1;
        }
        ByteBuffer to = memory.bareView(((long) z * size.y() + y) * row.length, row.length);
        to.put(row);
      }
    }
  }

  private CaseIndex index(Mined mined, Volume label) {
    LegalSearch.Loaded loaded = mined.loaded();
    Lesions lesions = Lesions.ofDefault(label, options.connectivity(), backend);
    List<Index3> windows =
        BackgroundWindows.find(
            lesions.occupied(), loaded.grid().size(), options.patchSize(), options.stride());
    IntensityMeasure.Found found =
        new IntensityMeasure(backend, options.percentiles()).measure(loaded.hu(), 1, 0);
    ModalityIndex ct =
        new ModalityIndex(
            CT, VoxelType.INT16, 1, 0, NpyFile.LOWEST_HU, NpyFile.HIGHEST_HU, found.intensity());
    return new CaseIndex(
        loaded.scan().uid(),
        loaded.grid().geometry(),
        options.connectivity(),
        List.of(IntensityMeasure.withLabel(ct, loaded.hu(), lesions.components().runs())),
        lesions.components().instances(),
        windows,
        new BodyMeasure(backend).of(options.body(), ct, loaded.hu(), loaded.grid().geometry()),
        mined.windows());
  }

  private CaseRecord record(Mined mined, CaseIndex index, CaseStaging staging, Volume label) {
    String path = DatasetFolder.volumesPath(index.name(), staging.id());
    List<NamedVolume> volumes = new ArrayList<>();
    volumes.add(new NamedVolume(CT, mined.loaded().hu()));
    volumes.add(new NamedVolume(DatasetFolder.LABEL, label));
    List<NamedVolume> stored =
        encoding == VolumeEncoding.PACKED ? new VolumePacker(backend).pack(volumes) : volumes;
    try {
      OutputFile output =
          VolumesFile.write(staging.volumes(index.name()), path, stored, staging.id());
      return new CaseRecord(
          index,
          DatasetJson.hash(options),
          mined.sources(),
          List.of(output),
          PatchNames.asTheyAre(index.name()),
          0,
          LesionChanges.NONE,
          Optional.of(
              new GridOrigin(mined.loaded().grid().source(), Optional.empty(), GridChanges.NONE)),
          Optional.of(staging.id()),
          Optional.empty(),
          VolumePacker.packed(stored),
          encoding == VolumeEncoding.PACKED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the case that an earlier run made of a scan, if it did. */
  void remove(String uid) {
    session.remove(uid);
  }

  /**
   * Cases in the output that a run leaves as they are, by name.
   *
   * @param layout without volumes, it leaves all
   * @param uids of all scans of the run
   */
  static List<String> others(MineOutput output, MineLayout layout, Set<String> uids) {
    if (!DatasetReader.isDataset(output.folder())) {
      return List.of();
    }
    return DatasetReader.completeCases(new DatasetFolder(output.folder())).stream()
        .filter(name -> !layout.hasVolumes() || !uids.contains(name))
        .toList();
  }

  @Override
  public void close() {
    session.close();
  }
}
