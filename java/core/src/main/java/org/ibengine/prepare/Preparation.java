package org.ibengine.prepare;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.input.InputCase;
import org.ibengine.store.DatasetSession;
import org.ibengine.store.DurableFiles;
import org.ibengine.store.WriteFailure;
import org.ibengine.work.Cancellation;
import org.ibengine.work.CaseFailure;

/** Turns raw case folders into a dataset folder. */
public final class Preparation {
  private final PreparePlan plan;
  private final Backend backend;
  private final PrepareListener listener;
  private final Cancellation cancellation;
  private final RunOutcome outcome = new RunOutcome();

  /** What a run would do with a case. */
  public record Step(String caseName, String todo) {}

  private Preparation(
      PreparePlan plan, Backend backend, PrepareListener listener, Cancellation cancellation) {
    this.plan = plan;
    this.backend = backend;
    this.listener = listener;
    this.cancellation = cancellation;
    listener.found(plan.found());
    plan.warnings().forEach(outcome::warned);
    plan.failures().forEach(this::failed);
  }

  private void failed(CaseFailure failure) {
    outcome.failed(failure);
    listener.caseFailed(failure);
  }

  /** As {@link #run(PrepareRequest, Backend, PrepareListener, Cancellation)}, to its end. */
  public static PrepareSummary run(
      PrepareRequest request, Backend backend, PrepareListener listener) {
    return run(request, backend, listener, new Cancellation());
  }

  /**
   * Prepares all cases that are new or changed. Blocks. A case is committed as soon as it is done,
   * and remains so whatever happens later. An input error in a case ends only that case.
   *
   * @param listener hears what becomes of each case
   * @param cancellation from any thread; the cases in progress are still made and committed, no
   *     other is begun. The same request makes them later
   * @return also lists the failed cases, and says whether it was cancelled
   * @throws DatasetException if the input as a whole or the output folder is at fault
   * @throws IllegalArgumentException if options and input do not fit each other, such as a
   *     reference that the dataset does not have
   * @throws IllegalStateException if the thread is interrupted, once the cases in progress are
   *     committed; its interrupt flag stays set
   */
  public static PrepareSummary run(
      PrepareRequest request,
      Backend backend,
      PrepareListener listener,
      Cancellation cancellation) {
    DurableFiles files =
        request.execution().locked() ? new DurableFiles() : DurableFiles.withoutLocks();
    return run(request, backend, listener, cancellation, files);
  }

  static PrepareSummary run(
      PrepareRequest request,
      Backend backend,
      PrepareListener listener,
      Cancellation cancellation,
      DurableFiles files) {
    PreparePlan plan = PreparePlan.of(request, backend.gzip());
    Preparation preparation = new Preparation(plan, backend, listener, cancellation);
    try {
      return preparation.isHopeless() ? preparation.summary() : preparation.run(files);
    } catch (UncheckedIOException e) {
      throw WriteFailure.of(request.output(), e);
    }
  }

  private PrepareSummary summary() {
    return outcome.summary(cancellation.isCancelled());
  }

  private boolean isHopeless() {
    return plan.cases().isEmpty() || shouldStop();
  }

  private boolean shouldStop() {
    return plan.request().execution().failFast() && outcome.hasFailures();
  }

  /**
   * What {@link #run} would do, by case; reads and hashes, writes nothing.
   *
   * @param listener hears what was found
   * @throws DatasetException as {@code run}
   */
  public static List<Step> plan(PrepareRequest request, Backend backend, PrepareListener listener) {
    PreparePlan plan = PreparePlan.of(request, backend.gzip());
    listener.found(plan.found());
    plan.tellSpacing(listener);
    return plan.steps(backend);
  }

  private PrepareSummary run(DurableFiles files) {
    if (!plan.namesInFiles().isEmpty()) {
      listener.renamed(plan.namesInFiles());
    }
    plan.tellSpacing(listener);
    Set<String> names = plan.cases().stream().map(InputCase::name).collect(Collectors.toSet());
    try (DatasetSession dataset =
        DatasetSession.open(plan.folder(), plan.options(), names, files)) {
      Map<InputCase, CaseNeed> todo = plan.todo(backend, outcome, this::failed, cancellation);
      if (!todo.isEmpty() && !shouldStop()) {
        new CaseQueue(plan, backend, listener, outcome).run(todo, dataset, cancellation);
      }
    }
    return summary();
  }
}
