package org.ibengine.store;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.error.DatasetException;
import org.ibengine.index.CaseIndex;
import org.ibengine.store.DatasetFolder.PatchKind;
import org.ibengine.store.StoredVolume.Encoding;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * One whole case of a prepared dataset: what is known about it, and where its voxels lie.
 * Immutable, so thread-safe. What is asked for is looked up on the disk each time, without reading
 * voxels.
 *
 * @param record everything its {@code case.json} says
 */
public record PreparedCase(DatasetFolder folder, CaseRecord record) {
  public String name() {
    return index().name();
  }

  public CaseIndex index() {
    return record.index();
  }

  /** Where its whole volumes lie; the file is there in the volumes layout alone. */
  public Path volumesFile() {
    return folder.resolve(DatasetFolder.volumesPath(name()));
  }

  /**
   * Where whole volumes lie, by name, in the order asked for. Of the volumes layout; blocks on the
   * disk.
   *
   * @param names of modalities, or {@link DatasetFolder#LABEL}
   * @throws DatasetException if the file is missing or damaged, has no such volume, or one whose
   *     size is not what {@code case.json} says
   */
  public Map<String, StoredVolume> volumes(Collection<String> names) {
    Path file = volumesFile();
    FileStamp stamp = FileStamp.of(file);
    try (VolumesFile volumes = VolumesFile.open(file)) {
      Map<String, StoredVolume> found = new LinkedHashMap<>();
      for (String name : names) {
        TensorInfo tensor = volumes.tensor(name);
        requireSize(file, tensor);
        found.put(
            name,
            new StoredVolume(
                file, stamp, Encoding.RAW, tensor.offset(), tensor.size(), tensor.type()));
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
