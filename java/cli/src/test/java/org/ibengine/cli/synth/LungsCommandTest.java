package org.ibengine.cli.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LungsCommandTest {
  @TempDir private Path folder;

  private CommandLineRun synth(Object... more) {
    Object[] common = {"synth", folder, "--lungs", "--size", 40, 40, 30, "--spacing", 3, 3, 4};
    return CommandLineRun.of(Stream.concat(Stream.of(common), Stream.of(more)).toArray());
  }

  @Test
  void everyScanGetsALineAndIsReadAsAnImage() {
    CommandLineRun run = synth("--cases", 2, "--seed", 5, "--threads", 2);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertEquals(2, run.out().lines().count());
    Path first = folder.resolve("subset0/1.2.826.0.9.5.1.mhd");
    assertTrue(run.out().startsWith(first + ": "), run.out());
    CommandLineRun info = CommandLineRun.of("info", first);
    assertEquals(ExitCode.OK, info.exitCode(), info.err());
    assertTrue(info.out().contains("40") && info.out().contains("int16"), info.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--modalities=CT", "--lesions=2", "--dtype=int16"})
  void whatIsAboutWholeBodiesIsRefused(String option) {
    CommandLineRun run = synth(option);
    assertEquals(ExitCode.USAGE, run.exitCode());
    String name = option.substring(0, option.indexOf('='));
    assertEquals(
        "ib: " + name + " is about whole-body phantoms, it does not go with --lungs\n", run.err());
  }
}
