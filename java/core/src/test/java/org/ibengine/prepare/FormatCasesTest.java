package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.StoredType;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same case in files of every format, and in one that only the tests know. */
class FormatCasesTest extends OnRawCases {
  private static final String META =
      "NDims = 3\nDimSize = 9 7 5\nElementSpacing = 1 2 3\n"
          + "TransformMatrix = -1 0 0 0 -1 0 0 0 1\nElementType = %s\n";
  private static final String NRRD =
      "NRRD0004\ntype: %s\ndimension: 3\nsizes: 9 7 5\nspace: right-anterior-superior\n"
          + "space directions: (1,0,0) (0,2,0) (0,0,3)\nendian: little\n";

  /** The files of an image in a format, made of those of a NIfTI image, which they replace. */
  private void convert(Path nifti, String format) throws IOException {
    byte[] voxels;
    boolean mask;
    try (Image image = ImageFiles.read(nifti, backend::allocate, backend.gzip())) {
      mask = image.header().storedType() == StoredType.UINT8;
      voxels = new byte[(int) image.volume().sizeBytes()];
      image.volume().data().view(0, voxels.length).get(voxels);
    }
    Files.delete(nifti);
    String stem = ImageFiles.nameOf(nifti).stem();
    Path folder = nifti.getParent();
    String meta = META.formatted(mask ? "MET_UCHAR" : "MET_FLOAT");
    String nrrd = NRRD.formatted(mask ? "uchar" : "float");
    switch (format) {
      case "mha" -> put(folder, stem + ".mha", meta + "ElementDataFile = LOCAL\n", voxels);
      case "mhd" -> {
        put(folder, stem + ".raw", "", voxels);
        put(folder, stem + ".mhd", meta + "ElementDataFile = " + stem + ".raw\n");
      }
      case "zraw" -> {
        put(folder, stem + ".zraw", "", zlib(voxels));
        put(
            folder,
            stem + ".mhd",
            meta + "CompressedData = True\nElementDataFile = " + stem + ".zraw\n");
      }
      case "slices" -> {
        putSlices(folder, stem, voxels);
        put(folder, stem + ".mhd", meta + "ElementDataFile = " + stem + "%d 0 4\n");
      }
      case "nrrd" -> put(folder, stem + ".nrrd", nrrd + "encoding: gzip\n\n", gzip(voxels));
      case "nhdr" -> {
        putSlices(folder, stem, voxels);
        StringBuilder list = new StringBuilder(nrrd + "encoding: raw\ndata file: LIST\n");
        for (int z = 0; z < 5; z++) {
          list.append(stem).append(z).append('\n');
        }
        put(folder, stem + ".nhdr", list.toString());
      }
      default -> throw new AssertionError(format);
    }
  }

  private static void putSlices(Path folder, String stem, byte[] voxels) throws IOException {
    int bytes = voxels.length / 5;
    for (int z = 0; z < 5; z++) {
      put(folder, stem + z, "", Arrays.copyOfRange(voxels, z * bytes, (z + 1) * bytes));
    }
  }

  private static void put(Path folder, String name, String header, byte... voxels)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(voxels);
    Files.write(folder.resolve(name), all.toByteArray());
  }

  private static byte[] zlib(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private CaseRecord record() {
    return DatasetReader.readCase(new DatasetFolder(output), "p1");
  }

  /** The voxels as they are stored, after the header, which has an id of its own in every run. */
  private byte[] stored() throws IOException {
    byte[] file = Files.readAllBytes(output.resolve(record().volumesPath()));
    return Arrays.copyOfRange(file, 4096, file.length);
  }

  private void flipLastByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  @ParameterizedTest
  @CsvSource({"mha, T1.mha", "mhd, T1.raw", "slices, T13", "nhdr, T14", "zraw, T1.mhd", "nrrd, ''"})
  void aCaseIsTheSameWhateverTheFormatOfItsFiles(String format, String changed) throws IOException {
    Path folder = raw.add("p1", LESION);
    assertEquals(List.of("p1"), run().prepared());
    CaseRecord ofNifti = record();
    byte[] voxels = stored();
    for (String name : List.of("FLAIR.nii.gz", "T1.nii", "GT.nii.gz")) {
      convert(folder.resolve(name), format);
    }
    assertEquals(List.of("p1"), run().prepared());
    assertEquals(ofNifti.index(), record().index());
    assertArrayEquals(voxels, stored());
    assertEquals(List.of("p1"), run().current());
    if (!changed.isEmpty()) {
      flipLastByte(folder.resolve(changed));
      PrepareSummary again = run();
      assertTrue(again.current().isEmpty(), again.toString());
    }
  }

  @Test
  void aFormatThatOnlyItsLineRegistersIsPreparedToo() throws IOException {
    byte[] sizes = {9, 7, 5};
    byte[] image = Arrays.copyOf(sizes, 3 + 315);
    byte[] mask = Arrays.copyOf(sizes, 3 + 315);
    for (int i = 0; i < 315; i++) {
      image[3 + i] = (byte) (i % 100);
    }
    mask[3 + 100] = 1;
    Path folder = Files.createDirectories(root.resolve("p1"));
    Files.write(folder.resolve("T1.toy"), image);
    Files.write(folder.resolve("gt.toy"), mask);
    assertEquals(List.of("p1"), run().prepared());
    assertEquals(1, record().index().instances().size());
    assertEquals("T1.toy", record().sources().get(0).file());
    assertEquals(List.of("p1"), run().current());
    flipLastByte(folder.resolve("T1.toy"));
    assertEquals(List.of("p1"), run().prepared());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mhd", "nhdr"})
  void voxelsOfOtherFormatsMayBeCalledAsThoseOfPairsAre(String format) throws IOException {
    Path folder = raw.add("p1", LESION);
    for (String name : List.of("T1.nii", "GT.nii.gz")) {
      convert(folder.resolve(name), format);
    }
    for (String stem : List.of("T1", "GT")) {
      Path header = folder.resolve(stem + "." + format);
      if (format.equals("mhd")) {
        Files.move(folder.resolve(stem + ".raw"), folder.resolve(stem + ".img"));
        Files.writeString(header, Files.readString(header).replace(".raw", ".img"));
      } else {
        Files.move(folder.resolve(stem + "0"), folder.resolve(stem + "0.img"));
        Files.writeString(header, Files.readString(header).replace(stem + "0\n", stem + "0.img\n"));
      }
    }
    assertEquals(List.of("p1"), run().prepared());
    assertEquals(List.of("p1"), run().current());
    Files.writeString(folder.resolve("other.img"), "x");
    assertHolds(run().failures().get(0).message(), "other.img: is half of a .hdr/.img pair");
  }

  @Test
  void aMissingFileOfVoxelsFailsTheCaseAndIsNamed() throws IOException {
    Path folder = raw.add("p1", LESION);
    convert(folder.resolve("T1.nii"), "mhd");
    Files.delete(folder.resolve("T1.raw"));
    String message = run().failures().get(0).message();
    assertHolds(message, "T1.mhd: ElementDataFile = T1.raw: there is no data file T1.raw");
  }
}
