package org.ibengine.io.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputRequest;
import org.ibengine.input.InputWarning;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageName;
import org.ibengine.io.TrackedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DICOM is known by name and content, and whoever has it is told what to do. */
class DicomTest {
  private static final GzipCodec GZIP = new JdkGzipCodec();

  @TempDir Path folder;

  private Path slice(String name) throws IOException {
    byte[] bytes = new byte[400];
    System.arraycopy("DICM".getBytes(StandardCharsets.US_ASCII), 0, bytes, 128, 4);
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.dcm", "A.DCM", "a.ima", "IM0001", "IM0001.nii"})
  void aSliceIsRefusedWithTheNameOfAConverter(String name) throws IOException {
    Path path = slice(name);
    for (String message :
        List.of(
            assertThrows(
                    DatasetException.class, () -> ImageFiles.read(path, new TrackedMemory(), GZIP))
                .getMessage(),
            assertThrows(DatasetException.class, () -> ImageFiles.readCheckedHeader(path, GZIP))
                .getMessage(),
            assertThrows(
                    DatasetException.class, () -> ImageFiles.stream(path, GZIP, (raw, count) -> {}))
                .getMessage())) {
      assertTrue(message.startsWith(path + ": "), message);
      assertTrue(message.contains("DICOM") && message.contains("dcm2niix"), message);
    }
  }

  @Test
  void namesOfDicomAreImagesThatAreNotRead() {
    assertEquals(ImageName.Kind.UNREAD_IMAGE, ImageFiles.nameOf(Path.of("1.dcm")).kind());
    assertFalse(ImageFiles.endings().contains("dcm"), ImageFiles.endings());
    assertFalse(ImageFiles.endings().contains(", ,"), ImageFiles.endings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.dcm", "IM0001", "study/series/IM0001", "DICOMDIR"})
  void aFolderOfSlicesIsRefusedAsOne(String name) throws IOException {
    slice("p1/" + name);
    Path scan = folder.resolve("p1");
    String message =
        assertThrows(DatasetException.class, () -> ImageFiles.readHeader(scan, GZIP)).getMessage();
    assertTrue(message.startsWith(scan + ": holds DICOM files"), message);
    assertTrue(message.contains("dcm2niix"), message);
  }

  @Test
  void otherFoldersAreNot() throws IOException {
    Files.createDirectories(folder.resolve("empty/er"));
    Files.write(Files.createDirectories(folder.resolve("text")).resolve("notes"), new byte[10]);
    assertEquals(Optional.empty(), ImageFiles.refusalOf(folder.resolve("empty")));
    assertEquals(Optional.empty(), ImageFiles.refusalOf(folder.resolve("text")));
  }

  @Test
  void foldersOfDicomAreToldBesideCasesAndRefusedAlone() throws IOException {
    slice("raw/p1/IM0001");
    slice("raw/p3/IM0001");
    Files.createDirectories(folder.resolve("raw/p2"));
    Files.write(folder.resolve("raw/p2/GT.nii"), new byte[0]);
    Files.write(folder.resolve("raw/p2/T1.nii"), new byte[0]);
    Discovery found = Discovery.of(InputRequest.of(List.of(folder.resolve("raw"))));
    assertEquals(1, found.cases().size());
    assertEquals(1, found.warnings().size());
    InputWarning warning = found.warnings().get(0);
    assertEquals("p1", warning.caseName());
    assertTrue(warning.message().contains("dcm2niix"), warning.message());
    assertTrue(warning.message().endsWith(" (1 more folder like this)"), warning.message());
    DatasetException e =
        assertThrows(
            DatasetException.class,
            () -> Discovery.of(InputRequest.of(List.of(folder.resolve("raw/p1")))));
    assertTrue(e.getMessage().contains("it holds DICOM files"), e.getMessage());
    assertTrue(e.getMessage().contains("dcm2niix"), e.getMessage());
  }

  @Test
  void aSeriesIsFoundBesideOtherFilesAndBelowThem() throws IOException {
    Files.writeString(folder.resolve("LICENSE"), "terms");
    slice("a/st/se/IM1");
    String refusal = ImageFiles.refusalOf(folder).orElse("nothing");
    assertTrue(refusal.contains("dcm2niix"), refusal);
  }
}
