package org.ibengine.serve;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The connections that a server has open. Thread-safe. */
final class Connections {
  private final Set<Frames> open = ConcurrentHashMap.newKeySet();
  private final Consumer<String> log;

  /**
   * @param log gets a line for people where one cannot be closed
   */
  Connections(Consumer<String> log) {
    this.log = log;
  }

  void add(Frames frames) {
    open.add(frames);
  }

  /** Of one that is not closed here. */
  void remove(Frames frames) {
    open.remove(frames);
  }

  boolean none() {
    return open.isEmpty();
  }

  /** Ends one. */
  void close(Frames frames) {
    open.remove(frames);
    closeQuietly(frames);
  }

  /** Ends all, whoever is talking. */
  void closeAll() {
    open.forEach(this::closeQuietly);
  }

  /** Tells all that the server has ended, and ends them. Blocks where one does not read. */
  void bidFarewell() {
    open.forEach(this::bidFarewell);
  }

  private void bidFarewell(Frames frames) {
    try {
      frames.send(Refusal.message(new Refusal("closing", "ib serve has ended"), null));
    } catch (IOException e) {
      // It was about to leave by itself, or does not read.
    }
    closeQuietly(frames);
  }

  private void closeQuietly(Frames frames) {
    try {
      frames.close();
    } catch (IOException e) {
      log.accept("a connection could not be closed: " + e);
    }
  }
}
