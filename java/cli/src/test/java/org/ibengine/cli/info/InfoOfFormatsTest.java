package org.ibengine.cli.info;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.Test;

/** What is shown of MetaImage, NRRD and DICOM. */
class InfoOfFormatsTest extends OnSmallFiles {
  private static final String META =
      "NDims = 3\nDimSize = 3 1 2\nElementSpacing = 2 3 4\nOffset = -5 -6 7\n"
          + "ElementType = MET_UCHAR\n";
  private static final String NRRD =
      "NRRD0004\ncontent: a note\ntype: uchar\nsizes: 3 1 2\nspace: RAS\n"
          + "space directions: (2,0,0) (0,3,0) (0,0,4)\nspace origin: (5,6,7)\nencoding: raw\n";

  private Path write(String name, String header, int... voxels) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(text, text.length + voxels.length);
    for (int i = 0; i < voxels.length; i++) {
      all[text.length + i] = (byte) voxels[i];
    }
    return Files.write(folder.resolve(name), all);
  }

  @Test
  void aMetaImageIsShownAsANiftiFileIs() throws IOException {
    Path file = write("a.mha", META + "ElementDataFile = LOCAL\n", 0, 1, 2, 0, 1, 2);
    CommandLineRun run = CommandLineRun.of("info", file);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertEquals(
        """
        %s
          format    MetaImage, little-endian, voxels from byte 114 of a.mha
          size      (3, 1, 2)
          spacing   (2.0, 3.0, 4.0) mm
          affine    [-2.0, 0.0, 0.0, 5.0; 0.0, -3.0, 0.0, 6.0; 0.0, 0.0, 4.0, 7.0]
          type      uint8, not scaled
          values    0.00000 to 2.00000, percentiles 1: 0.00000, 50: 1.00000, 99: 2.00000, all finite
          labels    [0, 1, 2]
        """
            .formatted(file),
        run.out());
    JsonNode json = json(CommandLineRun.of("info", "--json", file)).path(0);
    assertEquals("MetaImage", json.path("format").asText());
    assertEquals("raw", json.path("encoding").asText());
    assertEquals(114, json.path("dataOffset").asInt());
  }

  @Test
  void filesOfVoxelsAreNamedAndCounted() throws IOException {
    write("v0", "", 0, 1, 2);
    write("v1", "", 3, 4, 5);
    Path list = write("a.nhdr", NRRD + "dimension: 3\ndata file: LIST\nv0\nv1\n");
    String text = CommandLineRun.of("info", list).out();
    assertTrue(
        text.contains("format    NRRD-4, little-endian, voxels from byte 0 of v0 and 1 more file"),
        text);
    JsonNode json = json(CommandLineRun.of("info", "--json", list)).path(0);
    assertEquals(4, json.path("nrrdVersion").asInt());
    assertEquals("a note", json.path("description").asText());
    assertEquals(2, json.path("dataPaths").size());
    assertEquals(5, json.path("values").path("max").asInt());
  }

  @Test
  void channelsAreCountedAndPrepareTakesEach() throws IOException {
    String four = NRRD.replace("sizes: 3 1 2", "sizes: 3 1 1 2").replace("(0,0,4)", "(0,0,4) none");
    Path file = write("a.nrrd", four + "dimension: 4\n\n", 0, 1, 2, 3, 4, 5);
    CommandLineRun run = CommandLineRun.of("info", file);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertTrue(run.out().contains("size      (3, 1, 1, 2)"), run.out());
    assertTrue(run.out().contains("channels  2\n"), run.out());
    assertTrue(run.out().contains("as a modality, a_0 to a_1, unless"), run.out());
    assertFalse(run.out().contains("refused"), run.out());
    assertTrue(run.out().contains("type      uint8\n"), run.out());
  }

  @Test
  void aFileAndAFolderOfDicomFailWithTheNameOfAConverter() throws IOException {
    Path slice = write("1.dcm", "x".repeat(128) + "DICM");
    for (Path path : new Path[] {slice, folder}) {
      CommandLineRun run = CommandLineRun.of("info", path);
      assertEquals(ExitCode.FAILED, run.exitCode(), run.out());
      assertTrue(run.err().startsWith("ib: " + path + ": "), run.err());
      assertTrue(run.err().contains("dcm2niix"), run.err());
    }
  }
}
