package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that the environment ties to a process. */
@Timeout(120)
class ParentTest {
  @TempDir private Path folder;
  private Process parent;

  @BeforeEach
  void startParent() throws IOException {
    parent = new ProcessBuilder("sleep", "120").start();
  }

  @AfterEach
  void endParent() {
    parent.destroyForcibly();
  }

  /** Makes many large phantoms, which takes longer than the test. */
  private Process command(String tie) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Ib.class.getName(),
            "synth",
            folder.resolve("raw").toString(),
            "--cases",
            "1000",
            "--size",
            "128",
            "128",
            "128");
    builder.environment().put(Parent.VARIABLE, tie);
    return builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
  }

  @Test
  void commandEndsWithItsParentAsOnSigterm() throws Exception {
    Process command = command("" + parent.pid());
    while (!Files.exists(folder.resolve("raw"))) {
      assertTrue(command.isAlive());
      TimeUnit.MILLISECONDS.sleep(10);
    }
    parent.destroyForcibly().waitFor();
    assertEquals(143, command.waitFor());
  }

  @Test
  void textThatNamesNoProcessIsRefused() throws Exception {
    assertEquals(ExitCode.USAGE, command("nobody").waitFor());
    assertEquals(
        "ib: IB_PARENT must be the number of a process, was nobody\n",
        Files.readString(folder.resolve("log"), StandardCharsets.UTF_8));
  }
}
