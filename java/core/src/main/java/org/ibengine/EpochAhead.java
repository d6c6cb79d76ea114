package org.ibengine;

/**
 * The epoch after the one that is open, made while that one is read: at first nothing, then
 * planned, then filling; in the end it is taken by whoever opens it, or dropped. What is asked of
 * it after its end does nothing. Thread-safe; {@link #plan}, {@link #fill} and {@link #take} block
 * each other.
 *
 * @param <P> a plan
 * @param <E> an epoch whose batches are being filled
 */
final class EpochAhead<P, E> {
  /** In this order; both of the last are ends. */
  enum State {
    NONE,
    PLANNED,
    FILLING,
    TAKEN,
    DROPPED
  }

  /** Does what a state needs. */
  interface Maker<P, E> {
    P plan(EpochToken start);

    /** Begins to fill; must not wait for a thread that waits for this epoch. */
    E begin(P plan);

    /** Stops filling and gives the memory back. */
    void end(E begun);
  }

  private final Maker<P, E> maker;
  private final EpochToken start;
  private State state;
  private P plan; // while PLANNED
  private E begun; // while FILLING

  /**
   * @param start null: nothing follows, as if it was dropped
   */
  EpochAhead(Maker<P, E> maker, EpochToken start) {
    this.maker = maker;
    this.start = start;
    this.state = start == null ? State.DROPPED : State.NONE;
  }

  synchronized State state() {
    return state;
  }

  /** Blocks until it is planned, unless it is already. */
  synchronized void plan() {
    if (state == State.NONE) {
      plan = maker.plan(start);
      state = State.PLANNED;
    }
  }

  /** Begins to fill it, after planning where that was not done; once. */
  synchronized void fill() {
    plan();
    if (state == State.PLANNED) {
      begun = maker.begin(plan);
      plan = null;
      state = State.FILLING;
    }
  }

  /**
   * The epoch that begins at {@code wanted}, filling, if this is the one and it has not ended;
   * otherwise null, and this is dropped, so that its memory is free for the other.
   */
  E take(EpochToken wanted) {
    if (wanted.equals(start)) {
      return take();
    }
    drop();
    return null;
  }

  private synchronized E take() {
    fill();
    if (state != State.FILLING) {
      return null;
    }
    E taken = begun;
    begun = null;
    state = State.TAKEN;
    return taken;
  }

  /** Ends it, unless it was taken. Idempotent. */
  void drop() {
    E unwanted;
    synchronized (this) {
      unwanted = begun;
      begun = null;
      plan = null;
      state = state == State.TAKEN ? State.TAKEN : State.DROPPED;
    }
    if (unwanted != null) {
      maker.end(unwanted); // outside the lock: it waits for the threads that fill
    }
  }
}
