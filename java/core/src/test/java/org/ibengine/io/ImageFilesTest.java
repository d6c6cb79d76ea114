package org.ibengine.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.nifti.NiftiBytes;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are images, whatever their format: NIfTI, and the one of ToyReader. */
class ImageFilesTest {
  private static final GzipCodec GZIP = new JdkGzipCodec();

  @TempDir private Path folder;

  private Path file(String name, int... bytes) throws IOException {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return Files.write(folder.resolve(name), content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.nii",
        "a.NII.GZ",
        "a.hdr",
        "a.hdr.gz",
        "a.mha",
        "a.mhd",
        "a.nrrd",
        "a.nhdr",
        "a.toy"
      })
  void whatARegisteredFormatReadsIsAnImage(String name) throws IOException {
    assertTrue(ImageFiles.isImage(file(name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.img", "a.img.gz", ".a.nii", ".a.toy", "a.dcm", "a.raw", "a.nii.bz2", "a.json"})
  void voxelsOfPairsHiddenFilesAndOthersAreNone(String name) throws IOException {
    assertFalse(ImageFiles.isImage(file(name)));
  }

  @Test
  void aFolderIsNoImage() throws IOException {
    assertFalse(ImageFiles.isImage(Files.createDirectory(folder.resolve("a.nii"))));
  }

  @Test
  void allFilesOfAnImageAreNamedByAnyOfThem() throws IOException {
    Path header = file("a.hdr");
    Path voxels = file("a.img.gz");
    assertEquals(List.of(header, voxels), ImageFiles.filesOf(header));
    assertEquals(List.of(header, voxels), ImageFiles.filesOf(voxels));
    Path whole = file("b.toy", 1, 1, 1, 0);
    assertEquals(List.of(whole), ImageFiles.filesOf(whole));
  }

  @Test
  void anImageIsReadByTheFormatOfItsName() throws IOException {
    ImageHeader header = ImageFiles.readHeader(file("a.toy", 3, 1, 2), GZIP);
    assertEquals("Toy-1", header.details().format().toString());
    assertEquals(new Size3(3, 1, 2), header.geometry().size());
    assertEquals(6 + Scratch.BYTES, ImageFiles.peakBytes(header));
  }

  @Test
  void aNameThatNoFormatClaimsIsTriedByContent() {
    Path path = NiftiBytes.single().appendCounting().writeTo(folder.resolve("a.bin"));
    assertEquals("NIfTI-1", ImageFiles.readHeader(path, GZIP).details().format().toString());
  }

  @Test
  void aWholeImageThatIsNamedAsAHeaderHasNoFilesToKnowItBy() throws IOException {
    Path header = NiftiBytes.single().appendCounting().writeTo(folder.resolve("a.hdr"));
    file("a.img");
    ImageHeader read = ImageFiles.readHeader(header, GZIP);
    DatasetException e = assertThrows(DatasetException.class, () -> ImageFiles.filesOf(read));
    assertEquals(
        "holds its voxels itself, and is named as the header of a.img; rename it", e.reason());
  }

  @Test
  void sizesOfAllFilesCount() throws IOException {
    assertEquals(5, ImageFiles.sizeBytes(List.of(file("a.hdr", 1, 2), file("a.img", 1, 2, 3))));
  }
}
