package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OwnerProcessTest {
  private static final long SELF = ProcessHandle.current().pid();

  private static String start() throws IOException {
    String status = Files.readString(Path.of("/proc/self/stat"));
    return status.substring(status.lastIndexOf(')') + 2).split(" ")[19];
  }

  @Test
  void ownerThatRunsHasNotEndedAndAnotherThatHasItsNumberIsNotIt() throws IOException {
    assertFalse(OwnerProcess.parse("" + SELF).hasEnded());
    assertFalse(OwnerProcess.parse(SELF + ":" + start()).hasEnded());
    assertTrue(OwnerProcess.parse(SELF + ":" + start() + "0").hasEnded());
  }

  @Test
  void ownerThatHadEndedBeforeTheServerCameHasEnded() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    assertTrue(OwnerProcess.parse("" + process.pid()).hasEnded());
  }

  @Test
  void ownerThatNobodyHasWaitedForHasEnded() throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 60").start();
    try {
      String zombie = shell.inputReader().readLine();
      while (!Files.readString(Path.of("/proc/" + zombie + "/stat")).contains(") Z ")) {
        Thread.sleep(5);
      }
      assertTrue(OwnerProcess.parse(zombie).hasEnded());
    } finally {
      shell.destroyForcibly();
    }
  }

  @Test
  void textsThatAreNoProcessAreRefused() {
    for (String text : new String[] {"", "0", "-1", "1x", "1:", "12345678901"}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> OwnerProcess.parse(text)).getMessage();
      assertEquals("--parent must be the number of a process, was " + text, message);
    }
  }
}
