package org.ibengine.io.nrrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageInput;
import org.ibengine.io.LengthUnit;
import org.ibengine.io.StoredType;
import org.ibengine.io.TrackedMemory;
import org.ibengine.io.nifti.NiftiBytes;
import org.ibengine.volume.Affine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of NRRD as people write them, and what of them is refused, by field and value. */
class NrrdRefusalsTest {
  private static final GzipCodec GZIP = new JdkGzipCodec();

  @TempDir Path folder;
  private final TrackedMemory memory = new TrackedMemory();

  @AfterEach
  void nothingStaysOpen() {
    assertEquals(0, memory.open());
  }

  private String refusal(Path path) {
    String read =
        assertThrows(DatasetException.class, () -> ImageFiles.read(path, memory, GZIP))
            .getMessage();
    assertEquals(
        read,
        assertThrows(
                DatasetException.class, () -> ImageFiles.stream(path, GZIP, (raw, count) -> {}))
            .getMessage());
    return read;
  }

  private ImageHeader header(NrrdText text) {
    return ImageFiles.readCheckedHeader(text.writeTo(folder.resolve("x.nrrd")), GZIP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          type | block | type = block: voxels must be integers of 8 to 64 bits, float or double
          type | half | type = half: voxels must be
          type | - | has no field type
          dimension | - | has no field dimension
          dimension | 2 | dimension = 2: must be 3, or 4
          dimension | 5 | dimension = 5: must be 3, or 4
          dimension | 4 | sizes = 4 3 2: needs 4 values, has 3
          dimension | three | dimension = three: must be a whole number
          sizes | - | has no field sizes
          sizes | 4 3 | sizes = 4 3: needs 3 values, has 2
          sizes | 4 0 2 | sizes = 4 0 2: must be a whole number from 1 to 2147483647, was 0
          sizes | 4 -3 2 | was -3
          sizes | 4 3 2147483648 | was 2147483648
          sizes | 2147483647 2147483647 2147483647 | an image holds less than 2^63 bytes
          sizes | 2000 2000 2000 | the file is too short: the header promises 16000000000 bytes
          endian | - | type = short: needs a field endian
          endian | middle | endian = middle: must be little or big
          encoding | - | has no field encoding
          encoding | bzip2 | encoding = bzip2: must be raw or gzip
          encoding | ascii | encoding = ascii: must be raw or gzip
          encoding | hex | encoding = hex: must be raw or gzip
          encoding | gzip | the gzip stream is damaged
          space | scanner-xyz | space = scanner-xyz: must be left-posterior-superior (LPS)
          space | LPI | space = LPI: must be
          space | left-posterior-superior-time | must be left-posterior-superior
          space | - | space directions = (1,0,0) (0,2,0) (0,0,3): needs a space
          space dimension | 3 | space dimension = 3: only one of space and space dimension
          space directions | (1,0,0) (0,2,0) | needs 3 vectors of the form (x,y,z)
          space directions | (1,0,0) (0,2,0) none | the first three axes must have a direction
          space directions | (1,0,0) (0,2,0) (0,0) | a vector has three numbers, was (0,0)
          space directions | (1,0,0) (0,2,0) (0,0,x) | x is not a finite number
          space directions | (1,0,0) (0,2,0) (0,0,nan) | nan is not a finite number
          space directions | (1,0,0) (0,2,0) (1,2,0) | must give voxels a volume
          space directions | (1,0,0) (0,2,0) (0,0,0) | must give voxels a volume
          space directions | (1,0,0) (0,2,0) (0,0,1e999) | 1e999 is not a finite number
          space origin | 4 5 6 | space origin = 4 5 6: needs 1 vector
          space origin | (4,5,6) mm | needs 1 vector
          space units | "cm" "cm" "cm" | space units = "cm" "cm" "cm": must be three times
          space units | "mm" "mm" "um" | must be three times one of
          kinds | list domain domain | kinds = list domain domain: three axes of space
          kinds | RGB-color domain domain | three axes of space
          kinds | domain domain | needs 3 values, has 2
          byte skip | -2 | byte skip = -2: must be a whole number from -1
          byte skip | 1 | from byte 166 on
          line skip | 1 | the file is too short
          space direction | (1,0,0) | space direction = (1,0,0): NRRD has no such field
          Type | short | Type = short: the field is given twice, before as short
          data file | y.raw | data file = y.raw: there is no data file y.raw in the folder
          data file | ../y.raw | a data file must lie in the folder of its header or below
          data file | /etc/passwd | a data file must lie in the folder of its header or below
          data file | LIST | is not the name of a file
          data file | LIST 3 | must be a whole number from 2 to 2, was 3
          data file | LIST 2 2 | has more words than a list of files can
          data file | y%d.raw 1 3 1 | must name 2 files, from 1 to 3 in steps of 1
          data file | y%d.raw 1 2 0 | must name 2 files, from 1 to 2 in steps of 0
          data file | y%d%d.raw 1 2 1 | y%d%d.raw must have one place for a number
          data file | y%s.raw 1 2 1 | y%s.raw must have one place for a number
          data file | y%d.raw 1 2 1 | there is no data file y1.raw
          """)
  void whatIsNotReadIsNamedByFieldAndValue(String field, String value, String words) {
    Path path = new NrrdText().with(field, value).writeTo(folder.resolve("x.nrrd"));
    String message = refusal(path);
    assertTrue(message.startsWith(path + ": "), message);
    assertTrue(message.contains(words), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NRRD0006", "NRRD0000", "nrrd0004", "P5"})
  void anotherMagicIsRefused(String magic) {
    String message = refusal(new NrrdText().magic(magic).writeTo(folder.resolve("x.nrrd")));
    assertTrue(message.contains("this one with \"" + magic + "\""), message);
  }

  @Test
  void oneMissingByteIsFoundWhereverVoxelsLie() throws IOException {
    byte[] whole = new NrrdText().withVoxels(new byte[48]);
    Path attached = Files.write(folder.resolve("a.nrrd"), Arrays.copyOf(whole, whole.length - 1));
    assertTrue(refusal(attached).startsWith(attached + ": the file is too short"));

    Path header =
        new NrrdText()
            .with("data file", "LIST")
            .more("b\nc\n")
            .writeHeaderTo(folder.resolve("l.nhdr"));
    Files.write(folder.resolve("b"), new byte[24]);
    Path cut = Files.write(folder.resolve("c"), new byte[23]);
    String message = refusal(header);
    assertTrue(message.startsWith(cut + ": the file is too short"), message);
    assertTrue(message.contains("in 2 files, 24 bytes each"), message);
    assertThrows(DatasetException.class, () -> ImageFiles.readCheckedHeader(header, GZIP));

    byte[] packed = NiftiBytes.gzip(new byte[48]);
    Path stream =
        Files.write(
            folder.resolve("z.nrrd"),
            new NrrdText()
                .with("encoding", "gzip")
                .withVoxels(Arrays.copyOf(packed, packed.length - 1)));
    assertTrue(refusal(stream).contains("the gzip stream is cut off"), refusal(stream));
    packed[packed.length - 6] ^= 1;
    Files.write(stream, new NrrdText().with("encoding", "gz").withVoxels(packed));
    assertTrue(refusal(stream).contains("the gzip stream is damaged"), refusal(stream));
    Files.write(
        stream, new NrrdText().with("encoding", "gzip").withVoxels(NiftiBytes.gzip(new byte[47])));
    assertTrue(refusal(stream).contains("it holds 47"), refusal(stream));
  }

  @Test
  void aBombIsNotInflatedToItsEnd() throws IOException {
    byte[] bomb = NiftiBytes.gzip(new byte[1 << 26]);
    bomb[bomb.length - 5] ^= 1; // whoever gets there finds a wrong checksum
    Path path = folder.resolve("x.nrrd");
    Files.write(path, new NrrdText().with("encoding", "gzip").withVoxels(bomb));
    assertTrue(refusal(path).contains("no more than 1 MiB may follow"), refusal(path));
  }

  @Test
  void endlessHeadersAreNotReadToTheirEnd() throws IOException {
    Path path = folder.resolve("x.nrrd");
    Files.write(path, new NrrdText().more("#\n".repeat(1 << 20)).header());
    assertTrue(refusal(path).contains("the header must not be longer than 1048576 bytes"));
    Files.write(path, new NrrdText().more("#".repeat(5000)).header());
    assertTrue(refusal(path).contains("lines of at most 4096 bytes"));
  }

  @Test
  void fieldsAreReadHoweverTheyAreWritten() {
    NrrdText text =
        new NrrdText()
            .with("type", null)
            .with("TYPE", "Unsigned  Short int")
            .with("space", null)
            .with("Space", "Left-Posterior-Superior")
            .with("kinds", "domain space ???")
            .with("content", "")
            .more("# note\nmy key:=a: b\n\r\n");
    ImageHeader header = header(text);
    assertEquals(StoredType.UINT16, header.storedType());
    assertEquals(Affine.of(-1, 0, 0, -4, 0, -2, 0, -5, 0, 0, 3, 6), header.geometry().affine());
  }

  @Test
  void linesMayEndAsOnWindows() throws IOException {
    String lines = new String(new NrrdText().header(), StandardCharsets.ISO_8859_1);
    byte[] header = (lines.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = Arrays.copyOf(header, header.length + 48);
    Path path = Files.write(folder.resolve("x.nrrd"), whole);
    ImageFiles.read(path, memory, GZIP).close();
  }

  @Test
  void lengthsInMicronsBecomeMillimetres() {
    ImageHeader header = header(new NrrdText().with("space units", "\"um\" \"um\" \"um\""));
    assertEquals(LengthUnit.MICRON, header.details().lengthUnit());
    assertEquals(0.002, header.geometry().spacing().y(), 1e-15);
    assertEquals(0.006, header.geometry().affine().get(2, 3), 1e-15);
  }

  @Test
  void spacingsThatContradictTheDirectionsAreNoted() {
    List<String> noted =
        header(new NrrdText().with("spacings", "1 2 4")).details().contradictions();
    assertEquals(
        List.of(
            "spacings say [1.0, 2.0, 4.0] mm, the space directions (1.0, 2.0, 3.0) mm;"
                + " the space directions are used"),
        noted);
    assertEquals(
        List.of(), header(new NrrdText().with("spacings", "1 2 3")).details().contradictions());
  }

  @Test
  void aFourthAxisWithoutKindsIsOneOfChannels() throws IOException {
    NrrdText text =
        new NrrdText()
            .with("dimension", "4")
            .with("sizes", "2 3 2 2")
            .with("space", null)
            .with("space directions", null)
            .with("space origin", null)
            .with("spacings", "1 2 3 NaN");
    Path path = text.writeTo(folder.resolve("x.nrrd"));
    ImageHeader header = ImageFiles.readHeader(ImageInput.of(path, 1), GZIP);
    assertEquals(2, header.channels());
    assertEquals(3, header.geometry().spacing().z());
    Path listFirst = text.with("kinds", "list domain domain domain").writeTo(path);
    assertTrue(
        assertThrows(
                DatasetException.class,
                () -> ImageFiles.readHeader(ImageInput.of(listFirst, 1), GZIP))
            .getMessage()
            .contains("kinds = list domain domain domain"));
  }

  @Test
  void aListThatIsTooLongIsRefused() throws IOException {
    for (String name : new String[] {"a", "b", "c"}) {
      Files.write(folder.resolve(name), new byte[24]);
    }
    Path path =
        new NrrdText()
            .with("data file", "LIST")
            .more("a\nb\nc\n")
            .writeHeaderTo(folder.resolve("x.nhdr"));
    assertTrue(refusal(path).contains("names of 2 files, there are more"), refusal(path));
  }

  @Test
  void voxelsLieInAFolderBelowToo() throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    Files.write(folder.resolve("sub/my voxels.raw"), new byte[48]);
    Path path =
        new NrrdText()
            .with("data file", "sub/my voxels.raw")
            .writeHeaderTo(folder.resolve("x.nhdr"));
    ImageFiles.read(path, memory, GZIP).close();
    assertEquals(List.of(path, folder.resolve("sub/my voxels.raw")), ImageFiles.filesOf(path));
  }
}
