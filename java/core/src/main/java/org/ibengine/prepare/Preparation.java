package org.ibengine.prepare;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.input.InputCase;
import org.ibengine.store.DatasetSession;
import org.ibengine.store.DurableFiles;
import org.ibengine.text.Text;

/** Turns raw case folders into a dataset folder. */
public final class Preparation {
  private final PreparePlan plan;
  private final Backend backend;
  private final RunOutcome outcome = new RunOutcome();

  /** What a run would do with a case. */
  public record Step(String caseName, String todo) {}

  private Preparation(PreparePlan plan, Backend backend) {
    this.plan = plan;
    this.backend = backend;
    plan.warnings().forEach(outcome::warned);
    plan.failures().forEach(failure -> outcome.failed(failure.caseName(), failure.message()));
  }

  /**
   * Prepares all cases that are new or changed. Blocks. A case is committed as soon as it is done,
   * and remains so whatever happens later. An input error in a case ends only that case.
   *
   * @return also lists the failed cases
   * @throws DatasetException if the input as a whole or the output folder is at fault
   * @throws IllegalStateException if the thread is interrupted, once the cases in progress are
   *     committed; its interrupt flag stays set
   */
  public static PrepareSummary run(
      PrepareRequest request, Backend backend, PrepareListener listener) {
    DurableFiles files =
        request.execution().locked() ? new DurableFiles() : DurableFiles.withoutLocks();
    return run(request, backend, listener, files);
  }

  static PrepareSummary run(
      PrepareRequest request, Backend backend, PrepareListener listener, DurableFiles files) {
    Preparation preparation = new Preparation(PreparePlan.of(request), backend);
    listener.found(preparation.plan.found());
    try {
      return preparation.isHopeless()
          ? preparation.outcome.summary()
          : preparation.run(listener, files);
    } catch (UncheckedIOException e) {
      throw new DatasetException(
          request.output(),
          Text.format(
              "cannot be written: %s; finished cases are kept: %s, then run the same command again",
              reason(e), remedy(e)),
          e);
    }
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
    PreparePlan plan = PreparePlan.of(request);
    listener.found(plan.found());
    return plan.steps(backend.gzip());
  }

  private PrepareSummary run(PrepareListener listener, DurableFiles files) {
    if (!plan.namesInFiles().isEmpty()) {
      listener.renamed(plan.namesInFiles());
    }
    Set<String> names = plan.cases().stream().map(InputCase::name).collect(Collectors.toSet());
    try (DatasetSession dataset =
        DatasetSession.open(plan.folder(), plan.options(), names, files)) {
      Map<InputCase, CaseReader.Need> todo = plan.todo(backend.gzip(), outcome);
      if (!todo.isEmpty() && !shouldStop()) {
        RunContext context =
            new RunContext(plan.options(), backend, plan.request().execution(), listener, outcome);
        new CaseQueue(context, dataset).run(todo);
      }
    }
    return outcome.summary();
  }

  private static String remedy(UncheckedIOException e) {
    String message = String.valueOf(e.getCause().getMessage());
    boolean full = message.contains("No space") || message.contains("quota");
    boolean denied =
        e.getCause() instanceof AccessDeniedException || message.contains("Read-only file system");
    return full ? "free space" : denied ? "give permission to write" : "mend that";
  }

  private static String reason(UncheckedIOException e) {
    Throwable cause = e.getCause();
    return cause instanceof AccessDeniedException
        ? cause.getMessage() + ": permission denied"
        : cause.getMessage();
  }
}
