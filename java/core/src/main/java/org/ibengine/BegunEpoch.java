package org.ibengine;

import java.util.List;
import org.ibengine.pipeline.BatchSequence;
import org.ibengine.pipeline.EpochRun;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.PatchRequest;

/** An epoch whose batches are being filled, be it the open one or the one ahead of it. */
final class BegunEpoch implements BatchSequence {
  private final EpochSeries series;
  private final EpochToken start;
  private final EpochPlan plan;
  private final Ledger ledger;
  private EpochRun run; // set by begin
  private boolean claimed; // every batch has its slot; guarded by the series

  BegunEpoch(EpochSeries series, EpochToken start, EpochPlan plan, Ledger ledger) {
    this.series = series;
    this.start = start;
    this.plan = plan;
    this.ledger = ledger;
  }

  EpochToken start() {
    return start;
  }

  EpochPlan plan() {
    return plan;
  }

  Ledger ledger() {
    return ledger;
  }

  EpochRun run() {
    return run;
  }

  void runs(EpochRun begun) {
    run = begun;
  }

  boolean isClaimed() {
    return claimed;
  }

  void setClaimed() {
    claimed = true;
  }

  @Override
  public int firstStep() {
    return start.step();
  }

  @Override
  public int steps() {
    return plan.steps();
  }

  @Override
  public List<PatchRequest> requests(int step) {
    return series.maker().share(plan, step);
  }

  @Override
  public void nearEnd() {
    series.nearEnd(this);
  }

  @Override
  public void allClaimed() {
    series.allClaimed(this);
  }
}
