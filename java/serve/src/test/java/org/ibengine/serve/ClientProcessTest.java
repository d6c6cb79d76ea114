package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  /** The parent becomes a program that never asks how its child ended; only then the child ends. */
  @Test
  void processThatNobodyHasWaitedForHasEnded() throws Exception {
    String script = "exec 3<&0; (read line <&3) & echo $!; exec sleep 50";
    Process parent = new ProcessBuilder("sh", "-c", script).start();
    try {
      long child = Long.parseLong(parent.inputReader().readLine());
      awaitState(parent.pid(), "(sleep) ");
      assertFalse(ClientProcess.hasEnded(child));
      parent.getOutputStream().close();
      awaitState(child, ") Z ");
      assertTrue(ClientProcess.hasEnded(child));
    } finally {
      parent.destroyForcibly();
    }
  }

  private static void awaitState(long process, String state) throws Exception {
    while (!Files.readString(Path.of("/proc/" + process + "/stat")).contains(state)) {
      Thread.sleep(1);
    }
  }
}
