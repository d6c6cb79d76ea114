package org.ibengine.serve;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.ibengine.IbEngine;

/** A rank that a client may take. Thread-safe. */
final class RankPlace {
  /** The place of a client that was killed is free as soon as a read under way has ended. */
  private static final long PATIENCE_MS = 2000;

  /** Each is a connection with its thread. */
  private static final int MOST_WAITING = 4;

  private final IbEngine engine;
  private final Semaphore seat = new Semaphore(1);
  private volatile boolean used;

  RankPlace(IbEngine engine) {
    this.engine = engine;
  }

  IbEngine engine() {
    return engine;
  }

  /** Waits a moment for the client before to be gone; false if it stays, or many wait already. */
  boolean take() throws InterruptedException {
    return seat.getQueueLength() < MOST_WAITING
        && seat.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  void leave() {
    used = true;
    seat.release();
  }

  boolean hasBeenTaken() {
    return used || seat.availablePermits() == 0;
  }

  /** Whether a client has come and none is there now. */
  boolean done() {
    return used && seat.availablePermits() == 1;
  }
}
