package org.ibengine.io.metaimage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ScaledVoxels;
import org.ibengine.io.StoredType;
import org.ibengine.io.TrackedMemory;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One tiny file for each rule of reading, and what another reader finds in it: {@code meta.json},
 * which a reader in Python wrote and ITK 5.2.1 confirmed.
 */
class MetaImageFilesTest {
  private static final GzipCodec GZIP = new JdkGzipCodec();
  private static final Map<String, StoredType> TYPES =
      Map.of(
          "i1", StoredType.INT8,
          "u1", StoredType.UINT8,
          "i2", StoredType.INT16,
          "u2", StoredType.UINT16,
          "i4", StoredType.INT32,
          "u4", StoredType.UINT32,
          "f4", StoredType.FLOAT32,
          "f8", StoredType.FLOAT64);

  private final TrackedMemory memory = new TrackedMemory();

  @AfterEach
  void nothingStaysOpen() {
    assertEquals(0, memory.open());
  }

  private static Path file(String name) {
    try {
      return Path.of(MetaImageFilesTest.class.getResource("/metaimage/meta.json").toURI())
          .resolveSibling(name);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, JsonNode> expected(boolean refused) throws IOException {
    JsonNode all = new ObjectMapper().readTree(Files.readAllBytes(file("meta.json")));
    Map<String, JsonNode> chosen = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : all.properties()) {
      if (entry.getValue().has("refused") == refused) {
        chosen.put(entry.getKey(), entry.getValue());
      }
    }
    return chosen;
  }

  static Stream<String> good() throws IOException {
    return expected(false).keySet().stream();
  }

  @Test
  void twentyEightFilesAreReadAndTwentyTwoRefused() throws IOException {
    assertEquals(28, expected(false).size());
    assertEquals(22, expected(true).size());
  }

  private static double[] doubles(JsonNode node) {
    List<Double> values = new ArrayList<>();
    node.forEach(value -> values.add(value.asDouble()));
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @ParameterizedTest
  @MethodSource("good")
  void voxelsAndGeometryAreThoseOfAnotherReader(String name) throws IOException {
    JsonNode node = expected(false).get(name);
    try (Image image = ImageFiles.read(file(name), memory, GZIP)) {
      requireHeader(node, image.header());
      double[] wanted = doubles(node.get("values_x_fastest"));
      double[] values = new double[wanted.length];
      ScaledVoxels.read(image, 0, wanted.length, values);
      assertArrayEquals(wanted, values);
      double[] streamed = new double[wanted.length];
      int[] at = {0};
      ImageHeader header =
          ImageFiles.stream(
              file(name),
              GZIP,
              (raw, count) -> {
                System.arraycopy(raw, 0, streamed, at[0], count);
                at[0] += count;
              });
      assertArrayEquals(wanted, streamed);
      assertEquals(image.header(), header);
      assertEquals(header, ImageFiles.readCheckedHeader(file(name), GZIP));
    }
  }

  private static void requireHeader(JsonNode node, ImageHeader header) {
    Geometry geometry = header.geometry();
    double[] size = doubles(node.get("size"));
    assertEquals(new Size3((int) size[0], (int) size[1], (int) size[2]), geometry.size());
    double[] spacing = doubles(node.get("spacing"));
    assertEquals(new Geometry.Spacing(spacing[0], spacing[1], spacing[2]), geometry.spacing());
    for (int row = 0; row < 3; row++) {
      double[] affine = doubles(node.get("ras_affine").get(row));
      for (int column = 0; column < 4; column++) {
        assertEquals(affine[column], geometry.affine().get(row, column), row + ", " + column);
      }
    }
    assertEquals(TYPES.get(node.get("type").asText()), header.storedType());
    assertEquals("MetaImage", header.details().format().toString());
  }

  /** Key and value, or the file of voxels and what is wrong with it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bad_channels.mhd | bad_channels.mhd | ElementNumberOfChannels = 2
          bad_empty.mhd | bad_empty.mhd | the file is empty
          bad_long.mhd | bad_long.mhd | ElementType = MET_LONG: must be one of MET_CHAR, MET_DOUBLE,
          bad_missing.mhd | bad_missing.mhd | ElementDataFile = bad_missing.raw: there is no data file
          bad_negative_spacing.mhd | bad_negative_spacing.mhd | ElementSpacing = 0.5 -1 2.5: must be positive
          bad_no_data_file.mhd | bad_no_data_file.mhd | has no ElementDataFile
          bad_no_size.mhd | bad_no_size.mhd | has no DimSize
          bad_no_type.mhd | bad_no_type.mhd | has no ElementType
          bad_not_an_image.mhd | bad_not_an_image.mhd | ObjectType = Tube: only images are read
          bad_outside.mhd | bad_outside.mhd | ElementDataFile = ../plain.raw: a data file must lie in the folder
          bad_scaled.mhd | bad_scaled.mhd | TransformMatrix = 2 0 0 0 1 0 0 0 1: must be orthonormal
          bad_sheared.mhd | bad_sheared.mhd | TransformMatrix = 1 0 0 0.5 1 0 0 0 1: must be orthonormal
          bad_text.mhd | bad_text.mhd | BinaryData = False: text is not read
          bad_truncated.mhd | bad_truncated.raw | the file is too short: the header promises 48 bytes
          bad_twice.mhd | bad_twice.mhd | DimSize = 4 3 2: the key is given twice
          bad_two_dims.mhd | bad_two_dims.mhd | NDims = 2: must be 3
          bad_two_spacings.mhd | bad_two_spacings.mhd | ElementSpacing = 0.5 0.75: needs 3 values, has 2
          bad_zero_spacing.mhd | bad_zero_spacing.mhd | ElementSpacing = 0.5 0 2.5: must be positive
          bad_zraw_broken.mhd | bad_zraw_broken.raw | the zlib stream is damaged
          bad_zraw_cut.mhd | bad_zraw_cut.raw | promises 64 bytes of zlib, the file has 59
          bad_zraw_short.mhd | bad_zraw_short.raw | the zlib stream is cut off
          bad_zraw_small.mhd | bad_zraw_small.raw | the file ends early: the header promises 48 bytes
          """)
  void whatIsRefusedIsNamedByFileKeyAndValue(String name, String concerned, String words) {
    Path path = file(name);
    String read =
        assertThrows(DatasetException.class, () -> ImageFiles.read(path, memory, GZIP))
            .getMessage();
    assertTrue(read.startsWith(file(concerned) + ": "), read);
    assertTrue(read.contains(words), read);
    String streamed =
        assertThrows(
                DatasetException.class, () -> ImageFiles.stream(path, GZIP, (raw, count) -> {}))
            .getMessage();
    assertEquals(read, streamed);
  }

  @Test
  void everyFileThatIsToBeRefusedIs() throws IOException {
    for (String name : expected(true).keySet()) {
      assertThrows(DatasetException.class, () -> ImageFiles.read(file(name), memory, GZIP), name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "local.mha, local.mha",
    "plain.mhd, plain.mhd plain.raw",
    "slices.mhd, slices.mhd slices_a.raw slices_b.raw",
    "pattern.mhd, pattern.mhd pattern_005.raw pattern_007.raw",
    "zraw_sized.mhd, zraw_sized.mhd zraw_sized.zraw",
    "more_bytes.mhd, more_bytes.mhd more_bytes.raw",
    "header_at_end.mhd, header_at_end.mhd header_at_end.raw",
    "header_skip.mhd, header_skip.mhd header_skip.raw"
  })
  void everyByteOfAllFilesIsDigested(String name, String files) throws Exception {
    List<Path> wanted = Stream.of(files.split(" ")).map(MetaImageFilesTest::file).toList();
    assertEquals(wanted, ImageFiles.filesOf(file(name)));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ImageFiles.read(file(name), memory, GZIP, digest).close();
    MessageDigest whole = MessageDigest.getInstance("SHA-256");
    for (Path path : wanted) {
      whole.update(Files.readAllBytes(path));
    }
    assertArrayEquals(whole.digest(), digest.digest());
  }
}
