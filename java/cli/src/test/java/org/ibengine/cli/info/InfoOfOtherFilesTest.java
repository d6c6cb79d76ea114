package org.ibengine.cli.info;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Of what is not read as a volume, the header is shown and the reason told. */
class InfoOfOtherFilesTest extends OnSmallFiles {
  @Test
  void oneBadFileDoesNotStopTheOthersButSetsTheExitCode() throws IOException {
    Path good = int16("good.nii", 1, 0, 1, 2, 3, 4, 5, 6);
    Path bad = Files.writeString(folder.resolve("bad.nii"), "not an image");
    Path missing = folder.resolve("missing.nii");
    CommandLineRun run = CommandLineRun.of("info", "--json", bad, missing, good);
    assertEquals(ExitCode.FAILED, run.exitCode());
    JsonNode list = json(run);
    assertTrue(list.path(0).path("error").asText().startsWith(bad.toString()));
    assertTrue(list.path(1).path("error").asText().startsWith(missing.toString()));
    assertEquals(6, list.path(2).path("values").path("max").asDouble());
    assertEquals(2, run.err().lines().filter(line -> line.startsWith("ib: ")).count());
  }

  @Test
  void channelsAreCountedAndPrepareTakesEach() throws IOException {
    ByteBuffer film = header(VoxelType.INT16).putShort(40, (short) 4).putShort(48, (short) 2);
    film.putFloat(92, 0.5f);
    Path file = Files.write(folder.resolve("bold.nii"), Arrays.copyOf(film.array(), 352 + 24));
    CommandLineRun run = CommandLineRun.of("info", file);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertEquals(
        """
        %s
          format    NIfTI-1, little-endian
          size      (3, 1, 2, 2)
          spacing   (2.0, 3.0, 4.0, 0.5), of the first three axes in mm
          codes     sform 2, qform 0
          type      int16 (datatype 4)
          channels  2
          ib prepare takes each channel as a modality, bold_0 to bold_1, unless its layout names\
         them; a mask must have one
        """
            .formatted(file),
        run.out());
    JsonNode json = json(CommandLineRun.of("info", "--json", file)).path(0);
    assertEquals("[3,1,2,2]", json.path("size").toString());
    assertEquals(2, json.path("channels").asInt());
    assertTrue(json.path("refused").isMissingNode() && json.path("error").isMissingNode());
  }

  @Test
  void coloursAndComplexNumbersShowTheirType() throws IOException {
    Object[][] types = {{128, 24, "RGB24"}, {32, 64, "complex64"}, {2304, 32, "RGBA32"}};
    for (Object[] type : types) {
      ByteBuffer other = header(VoxelType.INT16).putShort(70, ((Integer) type[0]).shortValue());
      other.putShort(72, ((Integer) type[1]).shortValue());
      Path file = Files.write(folder.resolve("c.nii"), Arrays.copyOf(other.array(), 352 + 6 * 8));
      CommandLineRun run = CommandLineRun.of("info", file);
      assertEquals(ExitCode.OK, run.exitCode(), run.err());
      assertTrue(run.out().contains("type      " + type[2] + " (datatype " + type[0]), run.out());
      assertTrue(run.out().contains("size      (3, 1, 2)"), run.out());
      assertTrue(run.out().contains("\n  refused   voxels must be real numbers"), run.out());
    }
  }

  @Test
  void aDamagedFileShowsItsHeaderAndFails() throws IOException {
    Path whole = int16("cut.nii", 1, 0, 1, 2, 3, 4, 5, 6);
    Files.write(whole, Arrays.copyOf(Files.readAllBytes(whole), 360));
    CommandLineRun run = CommandLineRun.of("info", whole);
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.out().contains("size      (3, 1, 2)"), run.out());
    assertTrue(run.err().contains("the file is too short"), run.err());
    JsonNode json = json(CommandLineRun.of("info", "--json", whole)).path(0);
    assertTrue(json.path("error").asText().contains("too short"), json.toString());
    assertEquals("[3,1,2]", json.path("size").toString());
  }

  @Test
  void aDamagedFilmShowsItsHeaderAndFails() throws IOException {
    ByteBuffer film = header(VoxelType.INT16).putShort(40, (short) 4).putShort(48, (short) 2);
    Path file = folder.resolve("bold.nii");
    Files.write(file, Arrays.copyOf(film.array(), 352 + 23));
    CommandLineRun run = CommandLineRun.of("info", file);
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.out().contains("size      (3, 1, 2, 2)"), run.out());
    assertTrue(run.err().contains("bold.nii") && run.err().contains("is cut off"), run.err());
    JsonNode json = json(CommandLineRun.of("info", "--json", file)).path(0);
    assertTrue(json.path("error").asText().contains("is cut off"), json.toString());
  }

  @Test
  void fifosAreRefusedAtOnce() throws Exception {
    Path fifo = folder.resolve("f.nii");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    CommandLineRun run = CommandLineRun.of("info", fifo);
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("is a FIFO, socket or device"), run.err());
  }
}
