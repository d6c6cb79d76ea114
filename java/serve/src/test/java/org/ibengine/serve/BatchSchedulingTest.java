package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class BatchSchedulingTest {
  private static final int BATCH = 3;

  /** Field 41 of the calling thread's line in the system's table, counted after its name. */
  private static int policy() throws Exception {
    String line = Files.readString(Path.of("/proc/thread-self/stat"));
    return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ")[38]);
  }

  private static <T> T inThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    new Thread(task).start();
    return task.get();
  }

  @Test
  void holdsForTheThreadAndThoseItStartsAndForNoOther() throws Exception {
    int before = policy();
    List<Integer> policies =
        inThread(
            () -> {
              int inherited = policy();
              BatchScheduling.fromHere();
              return List.of(inherited, policy(), inThread(BatchSchedulingTest::policy));
            });
    assertEquals(List.of(before, BATCH, BATCH), policies);
    assertEquals(before, policy());
  }
}
