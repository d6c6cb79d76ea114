package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No native library can be loaded, since nothing may run where they are unpacked. */
class BrokenMachineTest {
  /** What a process did; its standard output and error together. */
  private record Outcome(int exitCode, String output) {}

  @TempDir static Path folder;
  private static Path noexec;
  private static boolean mounted;
  private static Path dataset;

  @BeforeAll
  static void mount() throws Exception {
    dataset = PhantomDataset.make(folder);
    noexec = Files.createDirectory(folder.resolve("noexec"));
    Outcome mount = run("mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", noexec.toString());
    mounted = mount.exitCode() == 0;
    assumeTrue(mounted, "only root may mount a folder noexec: " + mount.output());
  }

  @AfterAll
  static void unmount() throws Exception {
    if (mounted) {
      assertEquals(new Outcome(0, ""), run("umount", noexec.toString()));
    }
  }

  private static Outcome run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output.strip());
  }

  private static Outcome ib(Object... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djna.tmpdir=" + noexec);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Ib.class.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return run(command.toArray(String[]::new));
  }

  private static void assertReason(String line) {
    assertTrue(line.contains("could not load JNA's library: "), line);
    assertTrue(line.contains(noexec.toString()), line);
    assertTrue(line.contains("failed to map segment from shared object"), line);
    assertTrue(line.contains("choose another with -Djna.tmpdir=FOLDER"), line);
  }

  @Test
  void backendsSaysOfEachWhatTheSystemSays() throws Exception {
    Outcome outcome = ib("backends");
    assertEquals(ExitCode.OK, outcome.exitCode(), outcome.output());
    List<String> lines = outcome.output().lines().toList();
    assertTrue(lines.get(0).startsWith("cuda       not available: "), outcome.output());
    assertReason(lines.get(0));
    assertTrue(lines.get(1).startsWith("cpu        not available: "), outcome.output());
    assertReason(lines.get(1));
    assertTrue(lines.get(2).startsWith("reference  available: "), outcome.output());
  }

  @Test
  void autoFallsBackToTheReferenceWithAWarning() throws Exception {
    Outcome outcome = ib("epoch", dataset, "--batch-size", 1, "--threads", 1);
    assertEquals(ExitCode.OK, outcome.exitCode(), outcome.output());
    String warning =
        outcome.output().lines().filter(line -> line.startsWith("WARN ")).findFirst().orElse("");
    assertTrue(warning.contains("backend auto: fell back to reference"), outcome.output());
    assertReason(warning);
  }

  @Test
  void backendThatWasAskedForIsRefusedWithTheReason() throws Exception {
    Outcome outcome = ib("epoch", dataset, "--backend", "cpu");
    assertEquals(ExitCode.FAILED, outcome.exitCode(), outcome.output());
    assertReason(outcome.output());
  }

  @Test
  void serverEndsWithTheReasonAndLeavesNoSocket() throws Exception {
    Path socket = folder.resolve("socket");
    Outcome outcome = ib("serve", dataset, "--socket", socket);
    assertEquals(ExitCode.FAILED, outcome.exitCode(), outcome.output());
    assertReason(outcome.output().lines().reduce("", (before, line) -> line));
    assertFalse(Files.exists(socket));
  }
}
