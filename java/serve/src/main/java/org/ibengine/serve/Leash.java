package org.ibengine.serve;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Ends a server that nobody owns any more. Its owner holds the other end of a pipe, which is closed
 * when the owner ends; a byte on it before says that the owner lets go. It is watched by its
 * number, too, because something that it forked may hold that end. Thread-safe.
 */
public final class Leash {
  private static final long LOOK_MS = 100;

  /** What has become of the owner. */
  public enum Owner {
    THERE,
    /** It needs the server no longer, and said so before it ended, if it has. */
    LETS_GO,
    ENDED
  }

  private final OwnerProcess owner;
  private final CountDownLatch news = new CountDownLatch(1);
  private volatile boolean letGo;
  private volatile boolean pipeEnded;

  private Leash(OwnerProcess owner) {
    this.owner = owner;
  }

  /**
   * Begins to watch, on threads of its own that end with the process.
   *
   * @param pipe on which the owner says that it lets go, and which it holds; null if there is none
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
      letGo = pipe.read() >= 0;
    } catch (IOException e) {
      // As its end.
    }
    pipeEnded = !letGo;
    news.countDown();
  }

  private void look(Predicate<Owner> isOver, Runnable end) {
    try {
      while (!isOver.test(state())) {
        if (news.getCount() == 0) {
          TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        } else {
          news.await(LOOK_MS, TimeUnit.MILLISECONDS);
        }
      }
      end.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Owner state() {
    if (letGo) {
      return Owner.LETS_GO;
    }
    return pipeEnded || owner.hasEnded() ? Owner.ENDED : Owner.THERE;
  }
}
