package org.ibengine.plan;

import java.util.List;

/**
 * Says what each request of an epoch shows: a pure function of its ordinal, so that none has to be
 * kept. Sites are numbered positives of the pool first. Thread-safe.
 */
interface EpochDraw {
  EpochId epoch();

  int globalBatch();

  PatchPool pool();

  /** Requests of the epoch, without those that repeat others to fill the last batch. */
  int size();

  /** What the request shows: the position of a positive in the pool, or a number after these. */
  int site(int ordinal);

  /** What the patch is cut from. */
  int source(int ordinal);

  /** Labels of what negatives are drawn from. */
  List<String> strata();

  /** How many windows a stratum has to draw from. */
  long windows(int stratum);

  /** Whether a window may be shown again before all others were. */
  boolean replaces();

  /** Of a negative request: position among {@link #strata}. */
  int stratum(int ordinal);

  /** Of a negative request. */
  String caseName(int ordinal);

  /**
   * Of a negative request.
   *
   * @throws IndexOutOfBoundsException if it is a positive one
   */
  DrawnWindow window(int ordinal);

  /**
   * @param filler whether it repeats an earlier one
   */
  PatchRequest request(int ordinal, boolean filler);
}
