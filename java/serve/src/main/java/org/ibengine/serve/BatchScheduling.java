package org.ibengine.serve;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import org.ibengine.backend.LinkReason;
import org.ibengine.error.BackendFailureException;

/**
 * How the system schedules threads that work ahead of a training loop in another process: under
 * Linux's {@code SCHED_BATCH}, a thread that wakes does not take the processor from the one that
 * woke it. Otherwise, a loop that returns a batch loses its processor to the thread that fills the
 * next one, for as long as that takes.
 */
public final class BatchScheduling {
  private static final int SCHED_BATCH = 3;
  private static final String CALL = "sched_setscheduler(SCHED_BATCH)";
  private static final int NEVER_RAN = -1;

  private BatchScheduling() {}

  /**
   * Applies to the calling thread and to every thread that it, or one of those, starts from now on;
   * threads that already run are not affected. Their share of a busy processor stays the same.
   *
   * @throws org.ibengine.error.IbException if the system refuses or cannot be called
   */
  public static void fromHere() {
    int[] noPriority = {0};
    try {
      NativeLibrary system = NativeLibrary.getInstance("c");
      Object[] arguments = {0, SCHED_BATCH, noPriority};
      if (system.getFunction("sched_setscheduler").invokeInt(arguments) != 0) {
        int code = Native.getLastError();
        String reason = system.getFunction("strerror").invokeString(new Object[] {code}, false);
        throw new BackendFailureException(CALL, code, reason);
      }
    } catch (LinkageError e) {
      throw new BackendFailureException(
          CALL, NEVER_RAN, LinkReason.of("JNA's library", e, "-Djna.tmpdir"));
    }
  }
}
