package org.ibengine.work;

/** What one case has told of its share of the whole progress. Thread-safe. */
public final class CaseProgress {
  private final Progress progress;
  private final long share;
  private long told;

  CaseProgress(Progress progress, long share) {
    this.progress = progress;
    this.share = share;
  }

  /**
   * The case has come so far; less than before is not told.
   *
   * @param fraction of its work, from 0 to 1
   */
  public synchronized void reached(double fraction) {
    long reached = Math.min(share, (long) (share * fraction));
    if (reached > told) {
      progress.advanced(reached - told);
      told = reached;
    }
  }

  /** The case is through, or has failed. */
  void finish() {
    reached(1);
  }
}
