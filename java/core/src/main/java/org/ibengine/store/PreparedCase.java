package org.ibengine.store;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ibengine.error.DatasetException;
import org.ibengine.index.CaseIndex;
import org.ibengine.io.RegularFile;
import org.ibengine.store.DatasetFolder.PatchKind;
import org.ibengine.store.StoredVolume.Encoding;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * One whole case of a prepared dataset as its {@code case.json} was when it was read: what is known
 * about it, and where its voxels lie. Immutable, so thread-safe. What is asked for is looked up on
 * the disk each time, without reading voxels.
 */
public final class PreparedCase {
  private static final int MOST_ATTEMPTS = 100;

  private final DatasetFolder folder;
  private final CaseRecord record;
  private final byte[] digest; // of the text that the record was read from

  PreparedCase(DatasetFolder folder, CaseRecord record, byte[] digest) {
    this.folder = folder;
    this.record = record;
    this.digest = digest;
  }

  /**
   * Reads a case's record.
   *
   * @throws DatasetException if it is missing, damaged or of a newer format
   */
  public static PreparedCase read(DatasetFolder folder, String name) {
    Path file = folder.caseFile(name);
    byte[] text = JsonObject.bytes(file, JsonObject.MOST_CASE_BYTES, JsonObject.CASE_REMEDY);
    CaseRecord record = CaseJsonReader.read(JsonObject.parse(file, text));
    if (!record.index().name().equals(name)) {
      throw new DatasetException(
          file,
          Text.format(
              "must describe case %s, describes %s; restore the folder's name",
              name, record.index().name()));
    }
    return new PreparedCase(folder, record, Sha256.newDigest().digest(text));
  }

  /** A case whose data are on the disk, though nothing names them yet; not to be opened again. */
  public static PreparedCase staged(DatasetFolder folder, CaseRecord record) {
    return new PreparedCase(folder, record, new byte[0]);
  }

  /**
   * Opens the case as it is now, though it may be replaced meanwhile: {@code case.json} is read
   * again after its data were looked up, and if it has changed they are looked up anew. So what
   * comes out is the old case or the new one, never a mixture. Blocks on the disk.
   *
   * @param opener looks up every file that is going to be read, of the case that it is given
   * @return what it made of the case that was there before and after
   * @throws DatasetException if the case was made with other options meanwhile, is being taken
   *     away, or {@code opener} throws one though nothing has changed
   */
  public <T> T open(Function<PreparedCase, T> opener) {
    PreparedCase known = this;
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      T opened = null;
      DatasetException failure = null;
      try {
        opened = opener.apply(known);
      } catch (DatasetException e) {
        failure = e; // the data may have gone because others took their place
      }
      PreparedCase now = known.readAgain();
      if (now == known && failure != null) {
        throw failure;
      }
      if (now == known) {
        return opened;
      }
      known = now;
    }
    throw new DatasetException(
        caseFile(),
        Text.format(
            "was replaced %d times while it was opened; open the dataset when ib prepare has ended",
            MOST_ATTEMPTS));
  }

  /** This, if {@code case.json} is as it was, else what it says now. */
  private PreparedCase readAgain() {
    byte[] text;
    try {
      text = RegularFile.read(caseFile(), JsonObject.MOST_CASE_BYTES, JsonObject.CASE_REMEDY);
    } catch (IOException e) {
      throw new DatasetException(
          caseFile(),
          "was taken away while its data were opened; open the dataset again when ib prepare has"
              + " ended",
          e);
    }
    if (MessageDigest.isEqual(digest, Sha256.newDigest().digest(text))) {
      return this;
    }
    PreparedCase now = read(folder, name());
    if (!now.record.optionsHash().equals(record.optionsHash())) {
      throw new DatasetException(
          caseFile(),
          "was made again with other options while the dataset was opened; open it again when ib"
              + " prepare has ended");
    }
    return now;
  }

  private Path caseFile() {
    return folder.caseFile(name());
  }

  /** Everything that {@code case.json} said. */
  public CaseRecord record() {
    return record;
  }

  public String name() {
    return index().name();
  }

  public CaseIndex index() {
    return record.index();
  }

  /** Where its whole volumes lie; the file is there in the volumes layout alone. */
  public Path volumesFile() {
    return folder.resolve(record.volumesPath());
  }

  /**
   * Where whole volumes lie, by name, in the order asked for. Of the volumes layout; blocks on the
   * disk.
   *
   * @param names of modalities, or {@link DatasetFolder#LABEL}
   * @throws DatasetException if the file is missing or damaged, does not carry the id that {@code
   *     case.json} has, has no such volume, or one whose size is not what {@code case.json} says
   */
  public Map<String, StoredVolume> volumes(Collection<String> names) {
    Path file = volumesFile();
    FileStamp stamp = FileStamp.of(file);
    WrittenFile check = check(file, stamp);
    try (VolumesFile volumes = VolumesFile.open(file)) {
      record.id().ifPresent(id -> requireOwn(file, stamp, volumes.id(), id));
      Map<String, StoredVolume> found = new LinkedHashMap<>();
      for (String name : names) {
        TensorInfo tensor = volumes.tensor(name);
        requireSize(file, tensor);
        found.put(name, StoredVolume.of(file, stamp, tensor, check));
      }
      return found;
    }
  }

  /**
   * Where the whole label map lies.
   *
   * @throws DatasetException as {@link #volumes}
   */
  public StoredVolume label() {
    return volumes(List.of(DatasetFolder.LABEL)).get(DatasetFolder.LABEL);
  }

  /** Where the time of change is the recorded one, the bytes are believed. */
  private WrittenFile check(Path file, FileStamp stamp) {
    if (record.id().isEmpty()) {
      return null; // format 1 records no time
    }
    OutputFile written = record.outputs().get(0);
    boolean untouched = stamp.modified().to(TimeUnit.NANOSECONDS) == written.modifiedNs();
    return untouched ? null : new WrittenFile(file, written.crc32c());
  }

  /** Of format 2; what format 1 has does not say whose it is. */
  private void requireOwn(Path file, FileStamp stamp, Optional<String> carried, DataId id) {
    if (!carried.equals(Optional.of(id.toString()))) {
      throw new DatasetException(
          file,
          Text.format(
              "must carry id %s as case.json says, carries %s: it was overwritten; restore it, or run"
                  + " ib prepare --force",
              id, carried.orElse("none")));
    }
    long bytes = record.outputs().get(0).bytes();
    if (stamp.sizeBytes() != bytes) {
      throw new DatasetException(
          file,
          Text.format(
              "must have %d bytes as case.json says, has %d; restore it, or run ib prepare again",
              bytes, stamp.sizeBytes()));
    }
  }

  private void requireSize(Path file, TensorInfo tensor) {
    if (!tensor.size().equals(index().geometry().size())) {
      throw new DatasetException(
          file,
          Text.format(
              "tensor %s of case %s must be %s as case.json says, is %s; run ib verify",
              tensor.name(), name(), index().geometry().size(), tensor.size()));
    }
  }

  /**
   * A stored patch, of the patches layout.
   *
   * @param number from 0: of the instance, its id − 1; of a window, its position in the index
   * @param size in voxels, of all its files
   */
  public record Patch(PatchKind kind, int number, Size3 size) {}

  /**
   * Where the intensities of a modality of a stored patch lie: float32, normalised.
   *
   * @throws DatasetException if the file is missing
   */
  public StoredVolume intensities(Patch patch, String modality) {
    return stored(patch, modality, VoxelType.FLOAT32);
  }

  /**
   * Where the label map of a stored patch lies: uint8 once decoded.
   *
   * @throws DatasetException if the file is missing
   */
  public StoredVolume label(Patch patch) {
    return stored(patch, DatasetFolder.LABEL, VoxelType.UINT8);
  }

  private StoredVolume stored(Patch patch, String role, VoxelType type) {
    Path file = folder.resolve(record.names().path(role, patch.kind(), patch.number()));
    return new StoredVolume(file, FileStamp.of(file), Encoding.NIFTI, 0, patch.size(), type);
  }
}
