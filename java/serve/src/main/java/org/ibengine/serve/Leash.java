package org.ibengine.serve;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Ends a server that nobody owns any more. Its owner holds the other end of a pipe, which is closed
 * when the owner lets go or ends, or is watched by its number where something that it forked holds
 * that end, too. Thread-safe.
 */
public final class Leash {
  private static final long LOOK_MS = 100;

  /** What has become of the owner. */
  public enum Owner {
    THERE,
    /** It lives, and needs the server no longer. */
    LETS_GO,
    ENDED
  }

  private final OwnerProcess owner;
  private final CountDownLatch letGo = new CountDownLatch(1);

  private Leash(OwnerProcess owner) {
    this.owner = owner;
  }

  /**
   * Begins to watch, on threads of its own that end with the process.
   *
   * @param pipe whose end says that the owner lets go; null if there is none
   * @param isOver whether the server is to end, given what has become of its owner
   * @param end called once
   */
  public static void watch(
      OwnerProcess owner, InputStream pipe, Predicate<Owner> isOver, Runnable end) {
    Leash leash = new Leash(owner);
    if (pipe != null) {
      start(() -> leash.read(pipe), "ib-serve-pipe");
    }
    start(() -> leash.look(isOver, end), "ib-serve-owner");
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void read(InputStream pipe) {
    try {
      while (pipe.read() >= 0) {
        // Nothing is ever said on it.
      }
    } catch (IOException e) {
      // As its end.
    }
    letGo.countDown();
  }

  private void look(Predicate<Owner> isOver, Runnable end) {
    try {
      while (!isOver.test(state())) {
        if (letGo.getCount() == 0) {
          TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        } else {
          letGo.await(LOOK_MS, TimeUnit.MILLISECONDS);
        }
      }
      end.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Owner state() {
    if (owner.hasEnded()) {
      return Owner.ENDED;
    }
    return letGo.getCount() == 0 ? Owner.LETS_GO : Owner.THERE;
  }
}
