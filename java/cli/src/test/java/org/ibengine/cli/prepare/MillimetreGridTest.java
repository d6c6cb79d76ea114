package org.ibengine.cli.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * CT phantoms as MetaImage, brought to 1 mm: every voxel is that of an independent program (numpy),
 * where {@code seeds/mining} lies beside the folder of {@code IB_TEST_DATA}.
 */
class MillimetreGridTest {
  @TempDir private Path folder;

  private static Path mining() {
    String data = System.getenv("IB_TEST_DATA");
    assumeTrue(data != null, "IB_TEST_DATA is not set");
    Path mining = Path.of(data).resolveSibling("seeds").resolve("mining");
    assumeTrue(Files.isDirectory(mining), mining + " is not there: no phantoms");
    return mining;
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.826.0.1.1, subset0, mhd", // anisotropic
    "1.2.826.0.1.2, subset1, mhd", // flipped
    "1.2.826.0.1.3, subset0, mha", // oblique
    "1.2.826.0.1.4, subset1, mhd", // big-endian, at 1 mm already
    "1.2.826.0.1.5, subset0, mhd"
  })
  void everyVoxelIsThatOfTheOracle(String uid, String subset, String ending) throws IOException {
    Path mining = mining();
    JsonNode golden =
        new ObjectMapper().readTree(mining.resolve("golden.json").toFile()).at("/cases").get(uid);
    addCase(mining.resolve("scans").resolve(subset), uid, ending);
    Path out = folder.resolve("out");
    CommandLineRun run =
        CommandLineRun.of(
            "prepare",
            folder.resolve("raw"),
            out,
            "--layout",
            "volumes",
            "--encoding",
            "raw",
            "--spacing",
            1,
            1,
            1,
            "--patch-size",
            8,
            8,
            8);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    Path made = out.resolve("cases").resolve(uid);
    JsonNode record = new ObjectMapper().readTree(made.resolve("case.json").toFile());
    assertEquals(golden.get("size"), record.at("/geometry/size"));
    assertEquals(golden.get("source_size"), record.at("/sourceGeometry/size"));
    assertEquals("[1.0,1.0,1.0]", record.at("/geometry/spacingMm").toString());
    ByteBuffer voxels = tensor(made, record);
    CRC32 crc = new CRC32();
    crc.update(voxels.duplicate());
    assertEquals(golden.get("resampled_crc32_int16").asLong(), crc.getValue());
    assertProbes(golden, voxels);
  }

  /** A folder with the scan as modality CT and a mask of one voxel on its grid. */
  private void addCase(Path scans, String uid, String ending) throws IOException {
    Path item = Files.createDirectories(folder.resolve("raw").resolve(uid));
    byte[] scan = Files.readAllBytes(scans.resolve(uid + "." + ending));
    Files.write(item.resolve("CT." + ending), scan);
    Path voxels = scans.resolve(uid + ".zraw");
    if (Files.exists(voxels)) {
      Files.copy(voxels, item.resolve(uid + ".zraw"));
    }
    int size = 1;
    StringBuilder header = new StringBuilder();
    for (String line : new String(scan, StandardCharsets.ISO_8859_1).split("\n")) {
      String key = line.split("=")[0].strip();
      if (List.of("ObjectType", "NDims", "TransformMatrix", "Offset", "ElementSpacing", "DimSize")
          .contains(key)) {
        header.append(line).append('\n');
      }
      if (key.equals("DimSize")) {
        for (String length : line.split("=")[1].strip().split("\\s+")) {
          size *= Integer.parseInt(length);
        }
      }
      if (key.equals("ElementDataFile")) {
        break;
      }
    }
    header.append("ElementType = MET_UCHAR\nElementDataFile = LOCAL\n");
    ByteArrayOutputStream mask = new ByteArrayOutputStream();
    mask.write(header.toString().getBytes(StandardCharsets.ISO_8859_1));
    byte[] labels = new byte[size];
    labels[size / 2] = 1;
    mask.write(labels);
    Files.write(item.resolve("GT.mha"), mask.toByteArray());
  }

  /** The bytes of tensor CT; the file is a safetensors file. */
  private static ByteBuffer tensor(Path made, JsonNode record) throws IOException {
    Path file = made.resolve(fileName(record));
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) all.getLong(0);
    JsonNode header =
        new ObjectMapper().readTree(new String(bytes, 8, length, StandardCharsets.UTF_8));
    JsonNode offsets = header.at("/CT/data_offsets");
    assertEquals("I16", header.at("/CT/dtype").asText());
    int begin = 8 + length + offsets.get(0).asInt();
    int end = 8 + length + offsets.get(1).asInt();
    return all.slice(begin, end - begin).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String fileName(JsonNode record) {
    Path path = Path.of(record.at("/outputs/0/path").asText());
    return path.getFileName().toString();
  }

  /** Each is voxel, value, and that of a program which is not ours to follow. */
  private static void assertProbes(JsonNode golden, ByteBuffer voxels) {
    int nx = golden.get("size").get(0).asInt();
    int ny = golden.get("size").get(1).asInt();
    assertTrue(golden.get("probes").size() >= 32);
    for (JsonNode probe : golden.get("probes")) {
      JsonNode at = probe.get(0);
      int index = (at.get(2).asInt() * ny + at.get(1).asInt()) * nx + at.get(0).asInt();
      assertEquals(probe.get(1).asInt(), voxels.getShort(2 * index), "voxel " + at);
    }
  }
}
