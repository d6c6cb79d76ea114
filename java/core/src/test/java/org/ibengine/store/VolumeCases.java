package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.ModalityIndex;
import org.ibengine.label.LesionChanges;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Cases of the volumes layout, each of one value: all its voxels have it, and so has a percentile
 * in its record. So a record and voxels of different commits are told apart.
 */
final class VolumeCases {
  static final DatasetOptions OPTIONS =
      new DatasetOptions(
          Layout.VOLUMES,
          Records.OPTIONS.patchSize(),
          Records.OPTIONS.stride(),
          Records.OPTIONS.margin(),
          Records.OPTIONS.connectivity(),
          Records.OPTIONS.percentiles(),
          List.of("T1"),
          Records.OPTIONS.geometryTolerance(),
          Records.OPTIONS.nan());

  private static final Backend BACKEND = new ReferenceBackend();

  private VolumeCases() {}

  static DatasetSession open(DatasetFolder folder, DurableFiles files) {
    return DatasetSession.open(folder, OPTIONS, Set.of("p"), files);
  }

  /** One commit of case p by a session of its own. */
  static void commit(DatasetFolder folder, int value, DurableFiles files) {
    try (DatasetSession session = open(folder, files)) {
      session.commit(stage(session, value));
    }
  }

  /** Case p, all but committed. */
  static StagedCase stage(DatasetSession session, int value) {
    CaseStaging staging = session.stage();
    OutputFile output =
        write(
            staging.volumes("p"),
            DatasetFolder.volumesPath("p", staging.id()),
            staging.id(),
            value);
    return new StagedCase(record(value, output, Optional.of(staging.id())), staging);
  }

  /** Case p as format 1 has it. */
  static void writeFormatOne(DatasetFolder folder, int value) throws IOException {
    Files.createDirectories(folder.caseFolder("p"));
    Files.write(folder.datasetFile(), DatasetJson.write(OPTIONS, 1));
    String path = DatasetFolder.volumesPath("p");
    OutputFile output = write(folder.resolve(path), path, new DataId("0123456789abcdef", 1), value);
    Files.write(folder.caseFile("p"), CaseJson.write(record(value, output, Optional.empty())));
  }

  private static CaseRecord record(int value, OutputFile output, Optional<DataId> id) {
    CaseIndex index = Records.of("p", List.of()).index();
    ModalityIndex t1 = new ModalityIndex("T1", VoxelType.INT16, 1, 0, value, value + 1);
    return new CaseRecord(
        new CaseIndex(
            "p",
            index.geometry(),
            index.connectivity(),
            List.of(t1),
            index.instances(),
            index.windows()),
        DatasetJson.hash(OPTIONS),
        List.of(new SourceFile("T1", "T1.nii.gz", 77, "ab".repeat(32))),
        List.of(output),
        PatchNames.asTheyAre("p"),
        0,
        LesionChanges.NONE,
        Optional.empty(),
        id,
        Optional.empty());
  }

  private static OutputFile write(Path file, String path, DataId id, int value) {
    CaseIndex index = Records.of("p", List.of()).index();
    long voxels = index.geometry().size().voxels();
    try (HostBuffer t1 = BACKEND.allocate(2 * voxels);
        HostBuffer label = BACKEND.allocate(voxels)) {
      ByteBuffer values = t1.view(0, (int) t1.sizeBytes());
      while (values.hasRemaining()) {
        values.putShort((short) value);
      }
      return VolumesFile.write(
          file,
          path,
          List.of(
              new NamedVolume("T1", new Volume(index.geometry().size(), VoxelType.INT16, t1)),
              new NamedVolume(
                  "label", new Volume(index.geometry().size(), VoxelType.UINT8, label))),
          id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the voxels of case p lie, and the value that its record has. */
  record Opened(int recorded, StoredVolume t1) {
    static Opened of(PreparedCase item) {
      return new Opened(
          (int) item.index().modalities().get(0).rawLow(), item.volumes(List.of("T1")).get("T1"));
    }

    /** The value of the record, which is that of all voxels. */
    int value() {
      Volume volume = StoredVolumes.read(t1, BACKEND::allocate, BACKEND.gzip());
      try {
        ByteBuffer voxels = volume.data().view(0, (int) volume.sizeBytes());
        while (voxels.hasRemaining()) {
          assertEquals(recorded, voxels.getShort(), "a mixture of two commits");
        }
        return recorded;
      } finally {
        volume.data().close();
      }
    }
  }

  /** Opens case p and reads it. */
  static int read(DatasetFolder folder) {
    return PreparedCase.read(folder, "p").open(Opened::of).value();
  }

  /** The files of volumes in the folder of case p. */
  static List<Path> data(DatasetFolder folder) {
    return SupersededData.volumesOf(folder, "p");
  }
}
