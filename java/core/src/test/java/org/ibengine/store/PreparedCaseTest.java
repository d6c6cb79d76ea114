package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.store.DatasetFolder.PatchKind;
import org.ibengine.store.StoredVolume.Encoding;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedCaseTest {
  private static final Size3 SIZE = new Size3(3, 5, 7); // of the record

  @TempDir private Path root;
  private final ReferenceBackend backend = new ReferenceBackend();
  private PreparedCase prepared;

  @BeforeEach
  void aCaseWithoutFiles() {
    prepared = new PreparedCase(new DatasetFolder(root), Records.of("p", List.of()), new byte[0]);
  }

  private NamedVolume volume(String name, Size3 size, VoxelType type, int first) {
    HostBuffer data = backend.allocate(size.voxels() * type.sizeBytes());
    data.view(0, (int) data.sizeBytes()).put(0, (byte) first);
    return new NamedVolume(name, new Volume(size, type, data));
  }

  private Path writeVolumes(Size3 ofLabel) throws IOException {
    Path file = prepared.volumesFile();
    Files.createDirectories(file.getParent());
    VolumesFile.write(
        file,
        "not looked at",
        List.of(
            volume("T1", SIZE, VoxelType.INT16, 3), volume("label", ofLabel, VoxelType.UINT8, 2)),
        new DataId("0123456789abcdef", 1));
    return file;
  }

  private int first(StoredVolume stored) {
    Volume read = StoredVolumes.read(stored, backend::allocate, backend.gzip());
    return read.data().view(0, 1).get();
  }

  @Test
  void wholeVolumesAreFoundInTheOrderAskedFor() throws IOException {
    Path file = writeVolumes(SIZE);
    Map<String, StoredVolume> found = prepared.volumes(List.of("label", "T1"));
    assertEquals(List.of("label", "T1"), List.copyOf(found.keySet()));
    StoredVolume t1 = found.get("T1");
    assertEquals(
        new StoredVolume(
            file, FileStamp.of(file), Encoding.RAW, t1.offset(), SIZE, VoxelType.INT16),
        t1);
    assertEquals(3, first(t1));
    assertEquals(found.get("label"), prepared.label());
    assertEquals(2, first(prepared.label()));
  }

  @Test
  void aVolumeOfAnotherSizeThanTheRecordSaysIsNamed() throws IOException {
    Path file = writeVolumes(new Size3(5, 3, 7));
    DatasetException e = assertThrows(DatasetException.class, prepared::label);
    assertEquals(file, e.path());
    assertTrue(e.getMessage().contains("tensor label of case p must be"), e.getMessage());
    assertEquals(3, first(prepared.volumes(List.of("T1")).get("T1")));
  }

  @Test
  void aVolumeThatIsNotThereIsNamed() throws IOException {
    writeVolumes(SIZE);
    String message =
        assertThrows(DatasetException.class, () -> prepared.volumes(List.of("T1", "FLAIR")))
            .getMessage();
    assertTrue(message.contains("has no tensor FLAIR"), message);
  }

  @Test
  void aStoredPatchIsFoundByItsNumberAndHasItsOwnSize() throws IOException {
    Path folder = Files.createDirectories(root.resolve("background_patches"));
    Path image = Files.write(folder.resolve("p_T1_negative_0007.nii.gz"), new byte[9]);
    Path mask = Files.write(folder.resolve("p_label_negative_0007.nii.gz"), new byte[5]);
    PreparedCase.Patch patch = new PreparedCase.Patch(PatchKind.NEGATIVE, 7, new Size3(2, 5, 4));
    assertEquals(
        new StoredVolume(
            image, FileStamp.of(image), Encoding.NIFTI, 0, patch.size(), VoxelType.FLOAT32),
        prepared.intensities(patch, "T1"));
    assertEquals(
        new StoredVolume(
            mask, FileStamp.of(mask), Encoding.NIFTI, 0, patch.size(), VoxelType.UINT8),
        prepared.label(patch));
    Files.delete(image);
    DatasetException e =
        assertThrows(DatasetException.class, () -> prepared.intensities(patch, "T1"));
    assertEquals(image, e.path());
  }
}
