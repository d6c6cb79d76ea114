package org.ibengine.io.nrrd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.ChannelChoice;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageInput;
import org.ibengine.io.ScaledVoxels;
import org.ibengine.io.StoredType;
import org.ibengine.io.TrackedMemory;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that the format's own programs have made ({@code resources/nrrd/make.sh}). ITK 5.2.1 puts
 * the voxels of those about geometry where these tests expect them.
 */
class NrrdFilesTest {
  private static final GzipCodec GZIP = new JdkGzipCodec();
  private static final int VOXELS = 4 * 3 * 2;

  private final TrackedMemory memory = new TrackedMemory();

  @AfterEach
  void nothingStaysOpen() {
    assertEquals(0, memory.open());
  }

  private static Path file(String name) {
    try {
      return Path.of(NrrdFilesTest.class.getResource("/nrrd/plain.nrrd").toURI())
          .resolveSibling(name);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static double[] wide(int channel) {
    return IntStream.range(0, VOXELS).mapToDouble(i -> 100 * (i + 24 * channel) - 1000).toArray();
  }

  private static double[] values(Image image) {
    double[] values = new double[VOXELS];
    ScaledVoxels.read(image, 0, VOXELS, values);
    return values;
  }

  private static double[] streamed(ImageInput input) {
    double[] values = new double[VOXELS];
    int[] at = {0};
    ImageFiles.stream(
        input,
        GZIP,
        (raw, count) -> {
          System.arraycopy(raw, 0, values, at[0], count);
          at[0] += count;
        });
    return values;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.nrrd",
        "big.nrrd",
        "packed.nrrd",
        "packed_big.nrrd",
        "apart.nhdr",
        "apart_big.nhdr",
        "apart_packed.nhdr",
        "list.nhdr",
        "numbered.nhdr",
        "skipped.nhdr",
        "last.nhdr",
        "skipped_packed.nhdr"
      })
  void whereverVoxelsLieAndHoweverTheyArePackedTheyAreTheSame(String name) {
    try (Image image = ImageFiles.read(file(name), memory, GZIP)) {
      ImageHeader header = image.header();
      assertEquals(new Size3(4, 3, 2), header.geometry().size());
      assertEquals(new Geometry.Spacing(0.5, 0.75, 2.5), header.geometry().spacing());
      assertEquals(
          Affine.of(-0.5, 0, 0, 10, 0, -0.75, 0, -20, 0, 0, 2.5, -30.5),
          header.geometry().affine());
      assertEquals(StoredType.INT16, header.storedType());
      assertEquals("NRRD-4", header.details().format().toString());
      assertEquals(1, header.channels());
      assertArrayEquals(wide(0), values(image));
      assertEquals(header, ImageFiles.readCheckedHeader(file(name), GZIP));
    }
    assertArrayEquals(wide(0), streamed(ImageInput.only(file(name))));
  }

  @ParameterizedTest
  @CsvSource({
    "signed_char, INT8",
    "uchar, UINT8",
    "short, INT16",
    "ushort, UINT16",
    "int, INT32",
    "uint, UINT32",
    "longlong, INT64",
    "ulonglong, UINT64",
    "float, FLOAT32",
    "double, FLOAT64"
  })
  void everyTypeIsRead(String name, StoredType type) {
    try (Image image = ImageFiles.read(file("type_" + name + ".nrrd"), memory, GZIP)) {
      assertEquals(type, image.header().storedType());
      assertArrayEquals(IntStream.range(0, VOXELS).asDoubleStream().toArray(), values(image));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "left-posterior-superior, -1, -1",
    "left-anterior-superior, -1, 1",
    "right-anterior-superior, 1, 1",
    "space_dimension, -1, -1"
  })
  void anObliqueImageLiesInItsSpace(String name, int x, int y) {
    Geometry geometry = ImageFiles.readHeader(file(name + ".nrrd"), GZIP).geometry();
    double[] expected = {
      x * 0.4, x * -0.45, 0, x * -10.0, y * 0.3, y * 0.6, 0, y * 20.0, 0, 0, 2.5, -30.5
    };
    assertArrayEquals(expected, geometry.affine().toArray());
    assertEquals(0.5, geometry.spacing().x(), 1e-15);
    assertEquals(0.75, geometry.spacing().y(), 1e-15);
    assertEquals(2.5, geometry.spacing().z());
  }

  @Test
  void withoutASpaceTheSpacingsCountAndWithoutThoseOneMillimetre() {
    assertEquals(
        Affine.of(-0.5, 0, 0, 0, 0, -0.75, 0, 0, 0, 0, 2.5, 0),
        ImageFiles.readHeader(file("spacings.nrrd"), GZIP).geometry().affine());
    assertEquals(
        Affine.of(-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0),
        ImageFiles.readHeader(file("nothing.nrrd"), GZIP).geometry().affine());
  }

  @ParameterizedTest
  @ValueSource(strings = {"channels.nrrd", "channels_packed.nrrd", "channels_list.nhdr"})
  void theLastAxisOfFourCountsChannels(String name) throws Exception {
    Path path = file(name);
    for (int channel = 0; channel < 2; channel++) {
      ImageInput input = ImageInput.of(path, channel);
      try (Image image = ImageFiles.read(input, memory, GZIP, null)) {
        assertEquals(2, image.header().channels());
        assertArrayEquals(wide(channel), values(image));
      }
      assertArrayEquals(wide(channel), streamed(input));
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    List<Image> both = ImageFiles.read(path, ChannelChoice.of(0, 1), memory, GZIP, digest);
    assertArrayEquals(wide(0), values(both.get(0)));
    assertArrayEquals(wide(1), values(both.get(1)));
    both.forEach(Image::close);
    assertArrayEquals(digestOf(ImageFiles.filesOf(path)), digest.digest());
    assertThrows(DatasetException.class, () -> ImageFiles.read(path, memory, GZIP));
  }

  private static byte[] digestOf(List<Path> files) throws Exception {
    MessageDigest whole = MessageDigest.getInstance("SHA-256");
    for (Path path : files) {
      whole.update(Files.readAllBytes(path));
    }
    return whole.digest();
  }

  @ParameterizedTest
  @CsvSource({
    "plain.nrrd, plain.nrrd",
    "packed.nrrd, packed.nrrd",
    "apart.nhdr, apart.nhdr apart.raw",
    "apart_packed.nhdr, apart_packed.nhdr apart_packed.raw.gz",
    "list.nhdr, list.nhdr slice_a.raw slice_b.raw",
    "numbered.nhdr, numbered.nhdr slice_05.raw slice_07.raw",
    "last.nhdr, last.nhdr skipped.raw",
    "skipped_packed.nhdr, skipped_packed.nhdr skipped.raw.gz"
  })
  void everyByteOfAllFilesIsDigested(String name, String files) throws Exception {
    List<Path> wanted = Stream.of(files.split(" ")).map(NrrdFilesTest::file).toList();
    assertEquals(wanted, ImageFiles.filesOf(file(name)));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ImageFiles.read(file(name), memory, GZIP, digest).close();
    assertArrayEquals(digestOf(wanted), digest.digest());
  }
}
