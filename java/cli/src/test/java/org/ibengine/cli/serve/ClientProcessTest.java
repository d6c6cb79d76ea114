package org.ibengine.cli.serve;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientProcessTest {
  @Test
  void processThatRunsHasNotEnded() {
    assertFalse(ClientProcess.hasEnded(ProcessHandle.current().pid()));
  }

  @Test
  void processThatIsGoneHasEnded() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    assertTrue(ClientProcess.hasEnded(process.pid()));
  }

  /** The parent becomes a program that never asks how its child ended. */
  @Test
  void processThatNobodyHasWaitedForHasEnded() throws Exception {
    Process parent = new ProcessBuilder("sh", "-c", "true & echo $!; exec sleep 50").start();
    try {
      long child = Long.parseLong(parent.inputReader().readLine());
      while (!state(child).contains(") Z ")) {
        Thread.sleep(1);
      }
      assertTrue(ClientProcess.hasEnded(child));
    } finally {
      parent.destroyForcibly();
    }
  }

  private static String state(long process) throws IOException {
    return Files.readString(Path.of("/proc/" + process + "/stat"));
  }
}
