package org.ibengine.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.ibengine.error.IbException;

/**
 * Works on cases, several at a time, as many as fit into memory together. If one case fails, the
 * others are still done.
 */
public final class CaseJobs {
  /**
   * How the cases are worked on; only {@code failFast} and {@code cancellation} change the results.
   *
   * @param atOnce how many cases at most, at least 1; each has a thread of its own
   * @param budget that a case takes its bytes from; one that needs more than that gets all of it,
   *     alone
   * @param failFast begin no further case after one has failed
   * @param cancellation begin no further case after this
   */
  public record Limits(
      int atOnce, MemoryBudget budget, boolean failFast, Cancellation cancellation) {
    /** Goes through all cases. */
    public Limits(int atOnce, MemoryBudget budget) {
      this(atOnce, budget, false);
    }

    /** Nobody cancels it. */
    public Limits(int atOnce, MemoryBudget budget, boolean failFast) {
      this(atOnce, budget, failFast, new Cancellation());
    }
  }

  /**
   * The outcome of the cases; those that were not begun are in neither list.
   *
   * @param results of the cases that went well, in the order of the jobs
   * @param failures of the others, in the order of the jobs
   */
  public record Outcome<R>(List<R> results, List<CaseFailure> failures) {
    public Outcome {
      results = List.copyOf(results);
      failures = List.copyOf(failures);
    }
  }

  /** One of the two is null; both are if the case was not begun. */
  private record End<R>(R result, CaseFailure failure) {}

  private final Limits limits;
  private final Progress progress;
  private volatile boolean stopped;

  private CaseJobs(Limits limits, Progress progress) {
    this.limits = limits;
    this.progress = progress;
  }

  /**
   * Does all jobs; blocks until they have ended. They are begun in the order given. An exception
   * that is not the case's fault, or an interrupt, lets no further case begin; those under way are
   * waited for, because they may use memory that the caller frees after this.
   *
   * @return the failures of cases, {@link IbException} and {@link IllegalArgumentException}, as
   *     values
   * @throws IllegalStateException if interrupted; the thread's interrupt flag stays set
   */
  public static <R> Outcome<R> run(
      List<? extends CaseJob<R>> jobs, Limits limits, Progress progress) {
    progress.started(jobs.stream().mapToLong(CaseJob::share).sum());
    return new CaseJobs(limits, progress).run(jobs);
  }

  private <R> Outcome<R> run(List<? extends CaseJob<R>> jobs) {
    ExecutorService leads = WorkThreads.pool(limits.atOnce(), "ib-case-");
    List<Future<End<R>>> ends = new ArrayList<>(jobs.size());
    try {
      jobs.forEach(job -> ends.add(leads.submit(() -> lead(job))));
      return outcome(ends);
    } finally {
      stopped = true;
      WorkThreads.end(leads);
    }
  }

  private static <R> Outcome<R> outcome(List<Future<End<R>>> ends) {
    List<R> results = new ArrayList<>();
    List<CaseFailure> failures = new ArrayList<>();
    try {
      for (Future<End<R>> end : ends) {
        End<R> found = end.get();
        if (found.result() != null) {
          results.add(found.result());
        } else if (found.failure() != null) {
          failures.add(found.failure());
        }
      }
      return new Outcome<>(results, failures);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while working on cases", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw (Error) e.getCause();
    }
  }

  private boolean isStopped() {
    return stopped || limits.cancellation().isCancelled();
  }

  /** One case from admission to its end. */
  private <R> End<R> lead(CaseJob<R> job) {
    CaseProgress share = new CaseProgress(progress, job.share());
    try {
      End<R> end = isStopped() ? new End<>(null, null) : runWithin(job, share);
      if (end.result() != null) {
        share.finish();
      }
      return end;
    } catch (IbException | IllegalArgumentException e) {
      stopped |= limits.failFast();
      share.finish();
      CaseFailure failure = new CaseFailure(job.name(), e.getMessage());
      job.failed(failure);
      return new End<>(null, failure);
    } catch (RuntimeException | Error e) {
      stopped = true; // the disk is full, or the like: no other case would fare better
      throw e;
    }
  }

  private <R> End<R> runWithin(CaseJob<R> job, CaseProgress share) {
    long taken = take(job.bytes());
    try {
      return isStopped() ? new End<>(null, null) : new End<>(job.run(share), null);
    } finally {
      limits.budget().giveBack(taken);
    }
  }

  private long take(long bytes) {
    try {
      return limits.budget().takeAtMost(bytes);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a case waited for memory", e);
    }
  }
}
