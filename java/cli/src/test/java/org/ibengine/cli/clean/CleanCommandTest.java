package org.ibengine.cli.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.DatasetTree;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanCommandTest {
  @TempDir private Path folder;
  private Path out;
  private Path superseded;
  private String path;
  private long bytes;

  @BeforeEach
  void replaceACase() throws IOException {
    out = folder.resolve("out");
    expect("synth", folder.resolve("raw"), "--cases", 1, "--size", 9, 7, 5, "--lesions", 1);
    prepare();
    path = DatasetReader.readCase(new DatasetFolder(out), "phantom000").volumesPath();
    superseded = out.resolve(path);
    bytes = Files.size(superseded);
    prepare("--force");
  }

  private void prepare(Object... more) {
    Object[] command = {
      "prepare", folder.resolve("raw"), out, "--layout", "volumes", "--patch-size", 4, 4, 4
    };
    Object[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    expect(all);
  }

  private static String expect(Object... command) {
    CommandLineRun run = CommandLineRun.of(command);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return run.out();
  }

  @Test
  void whatAnEpochMayStillReadIsKeptForADay() {
    assertEquals("removed 0 files, 0 bytes\nkept 1 file not older than 1d\n", expect("clean", out));
    assertTrue(Files.exists(superseded));
  }

  @Test
  void whatIsRemovedIsPrintedWithItsBytes() throws IOException {
    var before = DatasetTree.files(out);
    String list = path + ": " + bytes + " bytes\n";
    String sum = "1 file, " + bytes + " bytes\n";
    assertEquals(
        list + "would remove " + sum + "nothing was removed (--dry-run)\n",
        expect("clean", out, "--older-than", "0s", "--dry-run"));
    assertEquals(before, DatasetTree.files(out));
    assertEquals(list + "removed " + sum, expect("clean", out, "--older-than", "0s"));
    before.remove(Path.of(path));
    assertEquals(before, DatasetTree.files(out));
    assertTrue(expect("verify", out).contains("all as written"));
    assertEquals("removed 0 files, 0 bytes\n", expect("clean", out, "--older-than", "0s"));
  }

  @Test
  void verifyTellsOfSupersededDataAndPrepareRemovesThem() {
    String said = expect("verify", out);
    assertTrue(said.contains("all as written"), said);
    assertTrue(said.contains("1 file, 0.0 MB"), said);
    prepare();
    assertFalse(Files.exists(superseded));
    assertFalse(expect("verify", out).contains("superseded"));
  }

  @Test
  void agesAreWholeNumbersWithAUnit() {
    assertEquals(Duration.ofDays(1), Age.parse("1d"));
    assertEquals(Duration.ofHours(12), Age.parse(" 12 H "));
    assertEquals(Duration.ofMinutes(30), Age.parse("30m"));
    assertEquals(Duration.ZERO, Age.parse("0s"));
    for (String bad : new String[] {"", "1", "d", "-1d", "1.5d", "1w", "1d 2h", "9999999d"}) {
      assertThrows(IllegalArgumentException.class, () -> Age.parse(bad), bad);
    }
    CommandLineRun run = CommandLineRun.of("clean", out, "--older-than", "soon");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("such as 1d, was soon"), run.err());
  }

  @Test
  void anotherFolderIsRefused() {
    CommandLineRun run = CommandLineRun.of("clean", folder);
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("no dataset.json"), run.err());
  }
}
