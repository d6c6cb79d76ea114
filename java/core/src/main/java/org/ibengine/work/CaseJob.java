package org.ibengine.work;

import org.ibengine.error.IbException;

/**
 * What has to be done for one case. {@link CaseJobs} calls each method once, {@link #bytes} and
 * {@link #run} on one thread of its own.
 *
 * @param <R> what comes out
 */
public interface CaseJob<R> {
  /** The case's name, for its failure. */
  String name();

  /** Its part of the whole progress, 0 or more; the caller chooses the unit. */
  long share();

  /**
   * The most memory that {@link #run} takes, in bytes. May read headers.
   *
   * @throws IbException or IllegalArgumentException if the case can't be worked on
   */
  long bytes();

  /**
   * Does the work, holding {@link #bytes} of the budget.
   *
   * @param progress of this case; its end is told by the caller
   * @return not null
   * @throws IbException or IllegalArgumentException if the case is at fault; the others continue.
   *     Any other exception ends the whole run
   */
  R run(CaseProgress progress);

  /** It has failed; told on the case's thread, as soon as that is known. */
  default void failed(CaseFailure failure) {}
}
