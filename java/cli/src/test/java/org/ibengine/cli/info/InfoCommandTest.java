package org.ibengine.cli.info;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.Test;

class InfoCommandTest extends OnSmallFiles {
  @Test
  void geometryTypeAndRangeAreShown() throws IOException {
    Path file = int16("a.nii", 1, 0, -4, 0, 1, 2, 3, 999);
    CommandLineRun run = CommandLineRun.of("info", file);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertEquals(
        """
        %s
          format    NIfTI-1, little-endian, voxels from byte 352 of a.nii
          size      (3, 1, 2)
          spacing   (2.0, 3.0, 4.0) mm
          affine    [2.0, 0.0, 0.0, 5.0; 0.0, 3.0, 0.0, 6.0; 0.0, 0.0, 4.0, 7.0]
          codes     sform 2, qform 0
          type      int16, not scaled
          values    -4.00000 to 999.000, percentiles 1: -3.80000, 50: 1.50000, 99: 949.200, all finite
        """
            .formatted(file),
        run.out());
  }

  @Test
  void labelMapsShowTheirLabels() throws IOException {
    JsonNode info =
        json(CommandLineRun.of("info", "--json", int16("m.nii", 1, 0, 0, 7, 2, 0, 7, 0)));
    assertEquals("[0,2,7]", info.path(0).path("labels").toString());
    assertEquals("[0,2,7,1007]", labels(int16("n.nii", 1, 0, 0, 7, 2, 0, 1007, 0)));
    assertEquals("[3,13,23]", labels(int16("s.nii", 10, 3, 0, 1, 2, 0, 1, 2)));
    assertEquals("[0,1,2]", labels(float32("f.nii", 0, 1.0000001f, 0.99999988f, 2, 2.0005f, 1)));
  }

  @Test
  void whatHoldsOtherValuesIsNoLabelMap() throws IOException {
    assertEquals("", labels(int16("n.nii", 1, 0, 0, 7, -2, 0, 1, 0)));
    assertEquals("", labels(float32("f.nii", 0, 1, 0.5f, 2, 2, 1)));
    assertEquals("", labels(float32("m.nii", 0, 1, Float.NaN, 2, 2, 1)));
  }

  private String labels(Path file) throws IOException {
    return json(CommandLineRun.of("info", "--json", file)).path(0).path("labels").toString();
  }

  @Test
  void aNegativeSlopeTurnsTheRange() throws IOException {
    JsonNode info =
        json(CommandLineRun.of("info", "--json", int16("s.nii", -2, 10, 0, 1, 2, 3, 4, 5)));
    JsonNode values = info.path(0).path("values");
    assertEquals(0, values.path("min").asDouble());
    assertEquals(5, values.path("p50").asDouble());
    assertEquals(10, values.path("max").asDouble());
    assertEquals(-2, info.path(0).path("slope").asDouble());
  }

  @Test
  void nonFiniteVoxelsAreCounted() throws IOException {
    Path file = float32("f.nii", 1, Float.NaN, 2, Float.POSITIVE_INFINITY, 3, 4);
    CommandLineRun run = CommandLineRun.of("info", file);
    assertTrue(
        run.out()
            .contains(
                "values    1.00000 to 4.00000, percentiles 1: 1.03000, 50: 2.50000, 99: 3.97000, of the"
                    + " finite; 1 of 6 are NaN, 1 infinite"),
        run.out());
    JsonNode info = json(CommandLineRun.of("info", "--json", file)).path(0);
    assertEquals(2, info.path("nonFinite").asInt());
    assertEquals(1, info.path("nan").asInt());
    assertEquals(1, info.path("infinite").asInt());
    assertEquals(1, info.path("values").path("min").asDouble());
    assertEquals(4, info.path("values").path("max").asDouble());
  }

  @Test
  void withoutAFiniteVoxelThereIsNoRange() throws IOException {
    float nan = Float.NaN;
    Path file = float32("f.nii", nan, nan, nan, nan, nan, nan);
    CommandLineRun run = CommandLineRun.of("info", file);
    assertTrue(
        run.out().contains("values    none is finite, 6 of 6 are NaN, 0 infinite"), run.out());
    assertTrue(json(CommandLineRun.of("info", "--json", file)).path(0).path("values").isNull());
  }

  @Test
  void labelsOffByRoundingAndLargeOnesAreListed() throws IOException {
    Path rounded = float32("r.nii", 0, 1.0004f, 2.9996f, 300, 0, 1);
    JsonNode info = json(CommandLineRun.of("info", "--json", rounded));
    assertEquals("[0,1,3,300]", info.path(0).path("labels").toString());
    Path scaled = int16("s.nii", 2, 4, 0, 1, 2, 0, 0, 0);
    assertTrue(CommandLineRun.of("info", scaled).out().contains("labels    [4, 6, 8]"));
    Path image = float32("i.nii", 0, 1.002f, 3, 3, 3, 3);
    assertFalse(CommandLineRun.of("info", image).out().contains("labels"));
  }

  @Test
  void unitsAreConvertedAndContradictionsTold() throws IOException {
    Path file = int16("u.nii", 1, 0, 1, 2, 3, 4, 5, 6);
    byte[] bytes = Files.readAllBytes(file);
    bytes[123] = 3;
    Files.write(file, bytes);
    String text = CommandLineRun.of("info", file).out();
    assertTrue(text.contains("4000000189989805) mm, converted from microns"), text);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(80, 9).put(123, (byte) 2);
    Files.write(file, bytes);
    String odd = CommandLineRun.of("info", file).out();
    assertTrue(odd.contains("  warning   pixdim says a spacing of (9.0, 3.0, 4.0) mm"), odd);
  }
}
