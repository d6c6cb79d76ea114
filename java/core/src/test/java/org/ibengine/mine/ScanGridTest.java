package org.ibengine.mine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The grid of 1 mm, the values on it, and where positions lie, with numbers of the oracle. */
class ScanGridTest {
  private final Backend backend = new ReferenceBackend();

  @TempDir private Path folder;

  /** A scan of n × 1 × 1 voxels that lie {@code spacing} apart. */
  private Scan line(long n, double spacing, JsonNode values, String direction) throws IOException {
    ByteBuffer voxels = ByteBuffer.allocate((int) (2 * n)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; values != null && i < n; i++) {
      voxels.putShort((short) values.get(i).asInt());
    }
    String header =
        "NDims = 3\nDimSize = "
            + n
            + " 1 1\nElementType = MET_SHORT\nOffset = 5 -7 11\n"
            + "TransformMatrix = "
            + direction
            + "\nElementSpacing = "
            + spacing
            + " 1 1\nElementDataFile = line.raw\n";
    Files.write(folder.resolve("line.raw"), voxels.array());
    Path file = folder.resolve("line.mhd");
    Files.write(file, header.getBytes(StandardCharsets.US_ASCII));
    return new Scan("line", file, List.of());
  }

  private static final String STRAIGHT = "1 0 0 0 1 0 0 0 1";

  private ScanGrid grid(Scan scan) {
    return ScanGrid.of(ImageFiles.readHeader(scan.file(), backend.gzip()));
  }

  @Test
  void sizesAreRoundedHalfToEvenAndMustNotBeZero() throws IOException {
    JsonNode sizes = Phantoms.find().golden().get("sizes");
    assertTrue(sizes.size() >= 10);
    for (JsonNode size : sizes) {
      Scan scan = line(size.get(0).asLong(), size.get(1).asDouble(), null, STRAIGHT);
      if (size.get(2).asInt() == 0) {
        DatasetException refused = assertThrows(DatasetException.class, () -> grid(scan));
        assertTrue(refused.getMessage().contains("on a grid of 1 mm, has 0 × 1 × 1"));
      } else {
        assertEquals(size.get(2).asInt(), grid(scan).size().x(), size.toString());
      }
    }
  }

  @Test
  void aGridThatIsTooLargeIsRefused() throws IOException {
    Scan scan = line(3, 1e9, null, STRAIGHT);
    DatasetException refused = assertThrows(DatasetException.class, () -> grid(scan));
    assertTrue(refused.getMessage().contains("has 3000000000 × 1 × 1; is its spacing"));
  }

  @Test
  void linesHaveTheValuesOfTheOracleByBothRules() throws IOException {
    JsonNode lines = Phantoms.find().golden().get("lines");
    assertTrue(lines.size() >= 6);
    ScanVoxels voxels = new ScanVoxels(backend);
    for (JsonNode line : lines) {
      JsonNode values = line.get("values");
      Scan scan = line(values.size(), line.get("spacing").asDouble(), values, STRAIGHT);
      assertEquals(line.get("engine").toString(), text(voxels.hu(scan, grid(scan), null, false)));
      assertEquals(line.get("notebook").toString(), text(voxels.hu(scan, grid(scan), null, true)));
    }
  }

  private static String text(Volume volume) {
    ByteBuffer view = volume.data().view(0, (int) volume.sizeBytes());
    StringBuilder text = new StringBuilder();
    while (view.hasRemaining()) {
      text.append(text.length() == 0 ? "[" : ",").append(view.getShort());
    }
    return text.append(']').toString();
  }

  @Test
  void positionsGoThereAndBackOnTurnedAxes() throws IOException {
    Scan scan = line(4, 2.5, null, "0 -1 0 0 0 1 -1 0 0"); // x runs to −y, y to z, z to −x
    ScanGrid grid = grid(scan);
    assertArrayEquals(new double[] {5, -7, 11}, grid.origin());
    assertArrayEquals(new double[] {2, -10, 13}, grid.toWorld(new Index3(3, 2, 3)));
    assertArrayEquals(new double[] {3, 2, 3}, grid.toGrid(new double[] {2, -10, 13}), 1e-12);
    assertEquals(1, grid.geometry().spacing().x());
    assertArrayEquals( // the affine is RAS
        new double[] {-5, 7, 11}, grid.geometry().affine().apply(0, 0, 0));
  }

  @Test
  void valuesOfWindowsAreThoseOfTheOracle() throws IOException {
    JsonNode golden = Phantoms.find().golden().get("window_float16");
    CRC32 crc = new CRC32();
    ByteBuffer values = ByteBuffer.allocate(2 * 1401).order(ByteOrder.LITTLE_ENDIAN);
    for (int hu = -1000; hu <= 400; hu++) {
      values.putShort(NpyFile.value(hu));
    }
    crc.update(values.array());
    assertEquals(golden.get("crc32_of_1401_values").asLong(), crc.getValue());
    assertEquals(NpyFile.value(-1000), NpyFile.value(-3024));
    assertEquals(NpyFile.value(400), NpyFile.value(32767));
  }

  @Test
  void otherTypesAreRoundedHalfToEvenAndSaturated() throws IOException {
    float[] values = {0.5f, 1.5f, -0.5f, 2.500001f, 40_000f, -1e9f};
    ByteBuffer voxels = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      voxels.putFloat(value);
    }
    Scan scan = line(values.length, 1, null, STRAIGHT);
    Files.write(folder.resolve("line.raw"), voxels.array());
    String header = Files.readString(scan.file()).replace("MET_SHORT", "MET_FLOAT");
    Files.writeString(scan.file(), header);
    Volume hu = new ScanVoxels(backend).hu(scan, grid(scan), null, false);
    assertEquals("[0,2,0,3,32767,-32768]", text(hu));
  }
}
