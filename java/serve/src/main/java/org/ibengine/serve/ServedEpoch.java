package org.ibengine.serve;

import java.util.HashMap;
import java.util.Map;
import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.plan.EpochId;
import org.ibengine.text.Text;

/** An epoch that a client has opened, and the batches it has of it. Thread-safe. */
final class ServedEpoch implements AutoCloseable {
  private final Epoch epoch;
  private final Lending lending;
  private final Map<Integer, Batch> held = new HashMap<>(); // by step
  private int asked; // batches that are with the client or on their way
  private boolean closed;

  ServedEpoch(Epoch epoch, Lending lending) {
    this.epoch = epoch;
    this.lending = lending;
  }

  Epoch epoch() {
    return epoch;
  }

  /**
   * Counts a batch that the client has asked for.
   *
   * @throws IllegalStateException if no slot is left to fill it
   */
  synchronized void ask() {
    if (asked >= epoch.slots()) {
      throw new IllegalStateException(
          Text.format(
              "an epoch has %d batches in memory and the client has or awaits all of them; release one before asking for the next",
              epoch.slots()));
    }
    asked++;
  }

  /** The next batch, the client's until it releases it. Blocks; null once closed. */
  Batch take() {
    Batch batch;
    try {
      batch = epoch.next().keep();
    } catch (IllegalStateException e) {
      if (isClosed()) {
        return null;
      }
      throw e;
    }
    synchronized (this) {
      if (!closed) {
        held.put(batch.step(), batch);
        return batch;
      }
    }
    batch.close();
    return null;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Takes a batch back.
   *
   * @throws IllegalArgumentException if the client does not have it
   */
  void release(int step) {
    Batch batch;
    synchronized (this) {
      batch = held.remove(step);
      if (batch == null) {
        throw new IllegalArgumentException(
            "only a batch that the client has can be released, was step " + step);
      }
      asked--;
    }
    lending.takeBack(batch);
  }

  /** What the client has of it at this moment, for people. */
  synchronized String position() {
    String name = epoch.id() instanceof EpochId.Validation ? "the validation" : epoch.id().name();
    return Text.format("%s with batches %s in hand", name, held.keySet());
  }

  /** Ends it and takes all batches back. Waits for a read under way. Idempotent. */
  @Override
  public void close() {
    Map<Integer, Batch> rest;
    synchronized (this) {
      closed = true;
      rest = new HashMap<>(held);
      held.clear();
    }
    epoch.close();
    rest.values().forEach(lending::takeBack);
  }
}
