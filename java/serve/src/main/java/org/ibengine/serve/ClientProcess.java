package org.ibengine.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a process still holds memory. */
final class ClientProcess {
  private static final int THREADS = 17; // fields of /proc/PID/stat after the state

  private ClientProcess() {}

  /**
   * True once no thread of the process runs any more, be it that its parent has not waited for it.
   * Its files, and the device's with them, are closed before that.
   */
  static boolean hasEnded(long process) {
    String status;
    try {
      status = Files.readString(Path.of("/proc/" + process + "/stat"));
    } catch (IOException e) {
      return true;
    }
    String[] fields = status.substring(status.lastIndexOf(')') + 1).strip().split(" ");
    boolean isDead = fields[0].equals("Z") || fields[0].equals("X");
    return isDead && Integer.parseInt(fields[THREADS]) <= 1;
  }
}
