package org.ibengine;

import org.ibengine.error.Failures;

/**
 * The epochs of one pool, one at a time, on one ring of batch memory. When the last batch of an
 * epoch has its slot, the next epoch of the same seed is begun, so that its first batches are ready
 * when they are asked for.
 */
final class EpochSeries implements EpochAhead.Maker<PlannedEpoch, BegunEpoch> {
  private final EpochMaker maker;
  private Epoch open; // null: none is
  private EpochAhead<PlannedEpoch, BegunEpoch> ahead; // of the epoch opened last

  EpochSeries(EpochMaker maker) {
    this.maker = maker;
    this.ahead = new EpochAhead<>(this, null);
  }

  EpochMaker maker() {
    return maker;
  }

  /**
   * For one thread at a time.
   *
   * @param start of this series' fingerprint
   */
  Epoch open(EpochToken start) {
    EpochAhead<PlannedEpoch, BegunEpoch> before = aheadOfNone();
    BegunEpoch ready = before.take(start);
    return deliver(ready == null ? begin(plan(start)) : ready);
  }

  /** What is ahead while no epoch is open. */
  private synchronized EpochAhead<PlannedEpoch, BegunEpoch> aheadOfNone() {
    if (open != null) {
      throw new IllegalStateException("an epoch is still open; close it before the next");
    }
    return ahead;
  }

  /**
   * Leaves the ring to another series: what was filled ahead is dropped.
   *
   * @throws IllegalStateException if an epoch is open
   */
  void standAside() {
    aheadOfNone().drop();
  }

  /**
   * The next epoch is begun only after the one that is open: an epoch ahead that fits into the ring
   * as a whole must wait for its reader first.
   */
  private Epoch deliver(BegunEpoch begun) {
    Epoch delivered = new Epoch(this, begun);
    EpochAhead<PlannedEpoch, BegunEpoch> next = new EpochAhead<>(this, begun.start().next());
    boolean claimed;
    synchronized (this) {
      open = delivered;
      ahead = next;
      claimed = begun.isClaimed();
    }
    if (claimed) {
      try {
        next.fill();
      } catch (RuntimeException | Error e) {
        throw Failures.after(e, delivered::close);
      }
    }
    return delivered;
  }

  /** While the caller still has batches of this epoch, so that nobody waits for the next plan. */
  void nearEnd(BegunEpoch epoch) {
    after(epoch).plan();
  }

  void allClaimed(BegunEpoch epoch) {
    synchronized (this) {
      epoch.setClaimed();
    }
    after(epoch).fill();
  }

  /** What is ahead of an epoch; nothing unless it is the open one. */
  private synchronized EpochAhead<PlannedEpoch, BegunEpoch> after(BegunEpoch epoch) {
    return open != null && open.begun() == epoch ? ahead : new EpochAhead<>(this, null);
  }

  /** After an epoch that failed nothing is made ahead: whoever repeats it needs the slots. */
  void closed(BegunEpoch epoch) {
    EpochAhead<PlannedEpoch, BegunEpoch> next;
    synchronized (this) {
      open = null;
      next = ahead;
    }
    if (epoch.run().failed()) {
      next.drop();
    }
  }

  @Override
  public PlannedEpoch plan(EpochToken start) {
    return maker.plan(start);
  }

  @Override
  public BegunEpoch begin(PlannedEpoch planned) {
    BegunEpoch epoch = new BegunEpoch(this, planned.start(), planned.plan(), maker.ledger(planned));
    maker.begin(epoch, planned.sources());
    return epoch;
  }

  @Override
  public void end(BegunEpoch epoch) {
    epoch.run().close();
  }

  /** Ends the epochs; nothing is filled from then on, and none may be opened. Idempotent. */
  void stop() {
    Epoch last;
    EpochAhead<PlannedEpoch, BegunEpoch> next;
    synchronized (this) {
      last = open;
      next = ahead;
    }
    Failures failures = new Failures();
    if (last != null) {
      failures.collect(last::close);
    }
    failures.collect(next::drop);
    failures.rethrow();
  }
}
