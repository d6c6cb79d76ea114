package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StartLockTest {
  @TempDir private Path folder;

  /** Another process: takes the lock, says so, gives it back when it is spoken to. */
  static final class Holder {
    public static void main(String[] arguments) throws IOException {
      StartLock lock = StartLock.take(Path.of(arguments[0]));
      System.out.write('.');
      System.out.flush();
      if (System.in.read() >= 0) {
        lock.close();
      }
    }
  }

  private Process holder() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    String socket = folder.resolve("s").toString();
    Process process =
        new ProcessBuilder(java, "-cp", classes, Holder.class.getName(), socket)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals('.', process.getInputStream().read());
    return process;
  }

  @Test
  void secondProcessWaitsUntilTheFirstHasGivenItBack() throws Exception {
    Process first = holder();
    CountDownLatch refused = new CountDownLatch(3);
    CompletableFuture<StartLock> second =
        CompletableFuture.supplyAsync(() -> take(countingRefusals(refused)));
    refused.await();
    assertFalse(second.isDone());
    first.getOutputStream().write('.');
    first.getOutputStream().flush();
    StartLock lock = second.get();
    assertEquals(0, Files.size(folder.resolve(".s.lock")));
    lock.close();
    assertFalse(Files.exists(folder.resolve(".s.lock")));
  }

  @Test
  void processThatDiesWithItLeavesTheWayFree() throws Exception {
    Process first = holder();
    first.destroyForcibly().waitFor();
    take().close();
    assertFalse(Files.exists(folder.resolve(".s.lock")));
  }

  @Test
  void aFileSystemWithoutLocksIsToldWithTheRemedy() {
    StartLock.Locking locking =
        channel -> {
          throw new IOException("No locks available");
        };
    IOException e =
        assertThrows(
            IOException.class, () -> StartLock.take(folder.resolve("s"), 100, locking).close());
    assertEquals(
        folder.resolve(".s.lock")
            + " cannot be locked: No locks available; the file system may have no file locks: choose"
            + " a path on a local disk for --socket, such as /run/user or /tmp",
        e.getMessage());
  }

  private StartLock take() {
    return take(FileChannel::tryLock);
  }

  private StartLock take(StartLock.Locking locking) {
    try {
      return StartLock.take(folder.resolve("s"), StartLock.PATIENCE_MS, locking);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static StartLock.Locking countingRefusals(CountDownLatch refused) {
    return channel -> {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        refused.countDown();
      }
      return lock;
    };
  }
}
