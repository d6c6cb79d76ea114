package org.ibengine.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.Ib;
import org.ibengine.cli.PhantomDataset;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServeCommandTest {
  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  private static void refuses(String part, Object... options) {
    List<Object> arguments = new ArrayList<>(List.of("serve", dataset));
    arguments.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(arguments.toArray());
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains(part), run.err());
    assertFalse(Files.exists(folder.resolve("s")));
  }

  @Test
  void wrongCommandLinesAreRefusedBeforeAnybodyCanConnect() {
    refuses("ib serve needs --socket PATH");
    refuses("--share goes with --parent", "--socket", folder.resolve("s"), "--share", "a");
    refuses("--parent must be the number of a process, was 0", "--parent", 0);
    Path socket = folder.resolve("s");
    refuses(
        "must be auto or one of [cuda, cpu], was reference",
        "--socket",
        socket,
        "--backend",
        "reference");
    refuses("were 1 and 2", "--socket", socket, "--rank", 1, "--world-size", 2, "--local-ranks", 2);
    refuses("were 0 and 0", "--socket", socket, "--local-ranks", 0);
    refuses("2 × 2147483647 = 4294967294", "--socket", socket, "--world-size", Integer.MAX_VALUE);
  }

  @Test
  void missingGpuThatWasAskedForIsNamedWithTheReason() {
    System.setProperty("ib.cuda", "off");
    try {
      CommandLineRun run =
          CommandLineRun.of("serve", dataset, "--socket", folder.resolve("s"), "--backend", "cuda");
      assertEquals(ExitCode.FAILED, run.exitCode());
      assertEquals(
          "ib: backend cuda unavailable: switched off by -Dib.cuda=off", run.err().strip());
    } finally {
      System.clearProperty("ib.cuda");
    }
  }

  @Test
  void terminatedServerRemovesItsSocketAndEnds() throws Exception {
    Path socket = folder.resolve("s");
    Path log = folder.resolve("log");
    Process server = start(socket, log);
    try {
      while (!Files.exists(socket)) {
        assertTrue(server.isAlive(), () -> text(log));
        Thread.sleep(10);
      }
      assertTrue(
          text(log).contains("backend auto: cpu; not cuda: switched off by -Dib.cuda=off"),
          () -> text(log));
      assertTrue(
          text(log).contains("3 subjects in 3 cases") && text(log).contains("--subjects"),
          () -> text(log));
      server.destroy(); // SIGTERM
      server.waitFor();
      assertFalse(Files.exists(socket));
      assertEquals(128 + 15, server.exitValue(), () -> text(log));
    } finally {
      server.destroyForcibly();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Process start(Path socket, Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dib.cuda=off",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Ib.class.getName(),
            "serve",
            dataset.toString(),
            "--socket",
            socket.toString(),
            "--fold",
            "0",
            "2")
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
