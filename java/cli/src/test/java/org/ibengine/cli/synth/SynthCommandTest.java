package org.ibengine.cli.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthCommandTest {
  @TempDir private Path folder;

  private CommandLineRun synth(Path out, Object... more) {
    Object[] common = {"synth", out, "--size", 31, 17, 23, "--lesions", 2, "--radius", 1, 4};
    return CommandLineRun.of(Stream.concat(Stream.of(common), Stream.of(more)).toArray());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void everyCaseGetsAFolderAndALine() throws IOException {
    Path out = folder.resolve("out");
    CommandLineRun run = synth(out, "--cases", 2, "--modalities", "T1,PET");
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertEquals(List.of("phantom000", "phantom001"), names(out));
    assertEquals(
        List.of("GT.nii.gz", "PET.nii.gz", "T1.nii.gz", "truth.json"),
        names(out.resolve("phantom001")));
    assertEquals(2, run.out().lines().count());
    assertTrue(run.out().startsWith(out.resolve("phantom000") + ": 2 lesions, "), run.out());
  }

  @Test
  void theSameSeedGivesTheSameFilesAndAnotherSeedOthers() throws IOException {
    synth(folder.resolve("a"), "--cases", 1, "--seed", 7, "--threads", 1);
    synth(folder.resolve("b"), "--cases", 1, "--seed", 7, "--threads", 3);
    synth(folder.resolve("c"), "--cases", 1, "--seed", 8);
    Path file = Path.of("phantom000", "DWI.nii.gz");
    Path a = folder.resolve("a").resolve(file);
    assertEquals(-1, Files.mismatch(a, folder.resolve("b").resolve(file)));
    assertTrue(Files.mismatch(a, folder.resolve("c").resolve(file)) >= 0);
  }

  @Test
  void existingCasesAreRefusedBeforeAnythingIsWritten() throws IOException {
    Path last = Files.createDirectories(folder.resolve("phantom001"));
    CommandLineRun run = synth(folder, "--cases", 2);
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertEquals("ib: " + last + ": exists already; --force overwrites it\n", run.err());
    assertFalse(Files.exists(folder.resolve("phantom000")));
    assertEquals(ExitCode.OK, synth(folder, "--cases", 2, "--force").exitCode());
    assertTrue(Files.exists(last.resolve("truth.json")));
  }

  @Test
  void wrongOptionsAreNamedWithTheirValue() {
    CommandLineRun run = synth(folder, "--dtype", "int8");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertEquals("ib: --dtype must be int16, uint16 or float32, was int8\n", run.err());
    assertEquals("ib: --cases must be at least 1, was 0\n", synth(folder, "--cases", 0).err());
  }

  @Test
  void aFolderThatCannotBeMadeFailsWithoutAStackTrace() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    CommandLineRun run = synth(file.resolve("out"));
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertEquals(1, run.err().lines().filter(line -> line.startsWith("ib: " + file)).count());
    assertFalse(run.err().contains("\tat "), run.err());
  }
}
