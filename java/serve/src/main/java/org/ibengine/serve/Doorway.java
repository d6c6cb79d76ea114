package org.ibengine.serve;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ibengine.text.Text;

/**
 * Lets connections in for as long as the socket is open, also when files or threads run out for a
 * while. A connection that has not been greeted is a stranger: there are only so many at a time,
 * for so long, and the oldest make room, so that they keep no client out. Thread-safe.
 */
final class Doorway {
  /** Each holds a file and a thread. More than the ranks, which come all at once. */
  static final int STRANGERS_BESIDE_RANKS = 32;

  private static final long HELLO_SECONDS = 10;
  private static final long PAUSE_MS = 100;
  private static final long SILENCE_NS = TimeUnit.MINUTES.toNanos(1);
  private static final long HELLO_ON_ITS_WAY_NS = TimeUnit.SECONDS.toNanos(1);

  /** What is said once a minute. */
  private enum Trouble {
    CROWD,
    SHORTAGE
  }

  private final Map<Frames, Long> strangers = new LinkedHashMap<>(); // since when; oldest first
  private final int mostStrangers;
  private final ScheduledExecutorService clock;
  private final Consumer<String> log;
  private final Map<Trouble, Long> said = new EnumMap<>(Trouble.class); // when

  /** The caller ends the clock. */
  Doorway(int ranks, ScheduledExecutorService clock, Consumer<String> log) {
    this.mostStrangers = ranks + STRANGERS_BESIDE_RANKS;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Hands every connection to {@code host} until the socket is closed. Blocks.
   *
   * @param host begins to serve the connection, on a thread of its own
   */
  void open(SocketFile socket, Consumer<Frames> host) {
    boolean open = true;
    while (open) {
      try {
        letIn(socket.accept(), host);
      } catch (ClosedChannelException e) {
        open = false;
      } catch (IOException | OutOfMemoryError e) {
        recover(e);
      }
    }
  }

  /** Closes the connection where it cannot be served. */
  void letIn(SocketChannel channel, Consumer<Frames> host) throws IOException {
    boolean served = false;
    Frames frames = null;
    try {
      frames = new Frames(channel);
      await(frames);
      host.accept(frames);
      served = true;
    } catch (RejectedExecutionException e) {
      // The server is ending, and with it the clock.
    } finally {
      if (!served) {
        channel.close();
        greeted(frames);
      }
    }
  }

  private void await(Frames frames) {
    List<Frames> tooMany;
    synchronized (strangers) {
      strangers.put(frames, System.nanoTime());
      tooMany =
          strangers.keySet().stream().limit(Math.max(0, strangers.size() - mostStrangers)).toList();
    }
    if (!tooMany.isEmpty()) {
      tooMany.forEach(this::dismiss);
      say(
          Trouble.CROWD,
          Text.format(
              "more than %d connections have not said hello; the oldest are closed",
              mostStrangers));
    }
    clock.schedule(() -> dismiss(frames), HELLO_SECONDS, TimeUnit.SECONDS);
  }

  /** The connection is not a stranger any more; false if it was dismissed before. */
  boolean greeted(Frames frames) {
    synchronized (strangers) {
      return strangers.remove(frames) != null;
    }
  }

  private void dismiss(Frames frames) {
    if (greeted(frames)) {
      try {
        frames.close();
      } catch (IOException e) {
        log.accept("a connection could not be closed: " + e);
      }
    }
  }

  /** Those that have had the time to say hello. */
  private List<Frames> silent() {
    long now = System.nanoTime();
    synchronized (strangers) {
      return strangers.entrySet().stream()
          .filter(stranger -> now - stranger.getValue() >= HELLO_ON_ITS_WAY_NS)
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /** The connection that could not be accepted waits in the system's queue meanwhile. */
  private void recover(Throwable reason) {
    say(
        Trouble.SHORTAGE,
        Text.format(
            "a connection could not be served: %s; the server continues and tries again; more open files (ulimit -n) or threads (ulimit -u) help",
            reason.getMessage()));
    silent().forEach(this::dismiss);
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // accept() ends by it
    }
  }

  /** Once for all of its kind that happens within a minute. */
  private void say(Trouble kind, String line) {
    long now = System.nanoTime();
    synchronized (said) {
      Long before = said.get(kind);
      if (before != null && now - before < SILENCE_NS) {
        return;
      }
      said.put(kind, now);
    }
    log.accept(line);
  }
}
