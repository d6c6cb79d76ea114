package org.ibengine.cli.froc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.DatasetTree;
import org.ibengine.cli.FrocFolders;
import org.ibengine.cli.FrocFolders.Row;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several cases at a time. */
class FrocRunTest {
  @TempDir Path folder;
  private FrocFolders files;

  @BeforeEach
  void setUp() {
    files = new FrocFolders(folder);
  }

  @Test
  void theBytesDoNotDependOnThreadsOrMemory() throws IOException {
    Path masks = files.masks();
    Path predictions = files.predictions();
    for (int i = 0; i < 5; i++) {
      String file = "c" + i + ".nii.gz";
      files.image(
          "masks/" + file, VoxelType.UINT8, FrocFolders.GRID, new Row(i, 2, 3, 1, 1), lesion(i));
      files.image(
          "pred/" + file, VoxelType.FLOAT32, FrocFolders.GRID, new Row(i, 2, 3, 0.6 + 0.05 * i));
    }
    Path wanted = froc(masks, predictions, "wanted", "--threads", 1);
    assertEquals(5, DatasetTree.files(wanted).size());
    DatasetTree.assertEqual(wanted, froc(masks, predictions, "two", "--threads", 2), "2 threads");
    DatasetTree.assertEqual(wanted, froc(masks, predictions, "nine", "--threads", 9), "9 threads");
    Path little = froc(masks, predictions, "little", "--threads", 4, "--max-memory", "1K");
    DatasetTree.assertEqual(wanted, little, "1 KiB");
  }

  private static Row lesion(int number) {
    return new Row(1, 5, number % 2, 1, 1, 1);
  }

  private Path froc(Path masks, Path predictions, String name, Object... options) {
    Path out = folder.resolve(name);
    List<Object> line = new ArrayList<>(List.of("froc", masks, predictions));
    line.addAll(List.of("-o", out, "--backend", "cpu"));
    line.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(line.toArray());
    assertEquals(0, run.exitCode(), run.err());
    return out;
  }

  /** pixdim says 4 mm along x, the sform 1 mm. */
  private void contradict(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(80, 4);
    Files.write(file, bytes);
  }

  @Test
  void headersThatContradictThemselvesAreWarnedAboutAsByPrepare() throws IOException {
    files.masks();
    for (int i = 0; i < 7; i++) {
      files.image("masks/c" + i + ".nii", VoxelType.UINT8, FrocFolders.GRID, lesion(i));
      files.image("pred/c" + i + ".nii", VoxelType.FLOAT32, FrocFolders.GRID);
      contradict(folder.resolve("pred/c" + i + ".nii"));
    }
    Path predictions = files.predictions();
    CommandLineRun run =
        CommandLineRun.of("froc", files.masks(), predictions, "-o", folder.resolve("out"));
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    List<String> warnings = run.err().lines().filter(line -> line.contains("warning")).toList();
    assertEquals(6, warnings.size(), run.err());
    assertEquals(
        "ib: warning: case c0: "
            + predictions.resolve("c0.nii")
            + ": the header contradicts itself: pixdim says a spacing of (4.0, 2.0, 3.0) mm, the"
            + " sform (1.0, 2.0, 3.0) mm; the sform is used",
        warnings.get(0));
    assertEquals(
        "ib: warning: 2 more of headers that contradict themselves, in cases c5, c6; ib info FILE"
            + " shows those of a file",
        warnings.get(5));
  }

  @Test
  void noThreadIsTooFew() {
    CommandLineRun run =
        CommandLineRun.of("froc", files.masks(), files.predictions(), "-o", "x", "--threads", 0);
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("--threads must be at least 1, was 0"), run.err());
  }
}
