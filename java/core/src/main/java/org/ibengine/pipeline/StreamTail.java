package org.ibengine.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceStream;
import org.ibengine.error.Failures;

/** Host memory that a device still reads: given back once it has. Thread-safe. */
final class StreamTail {
  /** Given back once {@code done} has passed. */
  private record Piece(DeviceStream stream, DeviceEvent done, Runnable giveBack) {
    void end(Failures failures) {
      failures.collect(done::close);
      failures.collect(giveBack);
    }
  }

  private final Deque<Piece> pieces = new ArrayDeque<>();

  /**
   * {@code giveBack} runs, on any thread, after what is queued on {@code stream} now. Does not
   * block, unless the device fails.
   */
  void add(DeviceStream stream, Runnable giveBack) {
    DeviceEvent done;
    try {
      done = stream.record();
    } catch (RuntimeException | Error e) {
      Failures failures = new Failures();
      failures.collect(stream::synchronize);
      failures.collect(giveBack);
      throw Failures.after(e, failures::rethrow);
    }
    synchronized (this) {
      pieces.addLast(new Piece(stream, done, giveBack));
    }
  }

  /** Gives back what can be. Does not block. */
  void giveBackPassed() {
    Failures failures = new Failures();
    for (Piece piece = takePassed(failures); piece != null; piece = takePassed(failures)) {
      piece.end(failures);
    }
    failures.rethrow();
  }

  private synchronized Piece takePassed(Failures failures) {
    Piece oldest = pieces.peekFirst();
    boolean[] passed = new boolean[1];
    if (oldest != null) {
      failures.collect(() -> passed[0] = oldest.done().hasPassed());
    }
    return passed[0] ? pieces.pollFirst() : null;
  }

  /** Blocks until the oldest piece can be given back, and does; false if there is none. */
  boolean giveBackOldest() {
    Piece oldest;
    synchronized (this) {
      oldest = pieces.pollFirst();
    }
    if (oldest == null) {
      return false;
    }
    Failures failures = new Failures();
    failures.collect(() -> await(oldest));
    oldest.end(failures);
    failures.rethrow();
    return true;
  }

  /** A failed event says nothing of the work before it; a device that is lost does none. */
  private static void await(Piece piece) {
    try {
      piece.done().await();
    } catch (RuntimeException e) {
      throw Failures.after(e, piece.stream()::synchronize);
    }
  }

  /** Blocks until all is given back. */
  void giveBackAll() {
    Failures failures = new Failures();
    boolean[] more = {true};
    while (more[0]) {
      more[0] = false;
      failures.collect(() -> more[0] = giveBackOldest());
      more[0] |= !isEmpty();
    }
    failures.rethrow();
  }

  private synchronized boolean isEmpty() {
    return pieces.isEmpty();
  }
}
