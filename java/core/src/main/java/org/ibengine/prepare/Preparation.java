package org.ibengine.prepare;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetJson;
import org.ibengine.store.DatasetWriter;
import org.ibengine.store.DurableFiles;
import org.ibengine.text.Text;
import org.ibengine.work.CaseFailure;

/** Turns raw case folders into a dataset folder. */
public final class Preparation {
  private final PrepareRequest request;
  private final Backend backend;
  private final DatasetFolder folder;
  private final RunOutcome outcome = new RunOutcome();
  private final List<CaseFailure> unusable = new ArrayList<>();
  private final List<CaseFolder> cases;
  private final DatasetOptions options;
  private final SortedMap<String, String> namesInFiles;

  /** What a run would do with a case. */
  public record Step(String caseName, String todo) {}

  private Preparation(PrepareRequest request, Backend backend) {
    this.request = request;
    this.backend = backend;
    this.folder = new DatasetFolder(request.output());
    OutputPlace.requireApart(request.inputs(), request.output());
    CaseDiscovery found = CaseDiscovery.of(request.inputs());
    ModalityChoice choice = ModalityChoice.of(found.cases(), request.options());
    found.warnings().forEach(warning -> outcome.warned(warning.caseName(), warning.message()));
    choice.warnings().forEach(warning -> outcome.warned(warning.caseName(), warning.message()));
    unusable.addAll(found.failures());
    unusable.addAll(choice.failures());
    unusable.forEach(failure -> outcome.failed(failure.caseName(), failure.message()));
    cases = choice.cases();
    options = request.options().withModalities(choice.modalities());
    namesInFiles = PatchFileNames.changed(request, cases, options);
  }

  /**
   * Prepares all cases that are new or changed. Blocks; a case is committed as soon as it is done
   * and stays so whatever happens later. The first input error of a case ends that case only.
   *
   * @return with the failed cases, unless all is well
   * @throws DatasetException if the input as a whole or the output folder is at fault
   * @throws IllegalStateException if the thread is interrupted, once the cases under way are
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
    Preparation preparation = new Preparation(request, backend);
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
    return cases.isEmpty() || shouldStop();
  }

  private boolean shouldStop() {
    return request.execution().failFast() && outcome.hasFailures();
  }

  /**
   * What {@link #run} would do, by case; reads and hashes, writes nothing.
   *
   * @throws DatasetException as {@code run}
   */
  public static List<Step> plan(PrepareRequest request, Backend backend) {
    Preparation preparation = new Preparation(request, backend);
    List<Step> steps = new ArrayList<>();
    preparation.unusable.forEach(
        failure -> steps.add(new Step(failure.caseName(), "fails: " + failure.message())));
    preparation
        .outcome
        .summary()
        .warnings()
        .forEach(
            warning -> steps.add(new Step(warning.caseName(), "warning: " + warning.message())));
    for (CaseFolder item : preparation.cases) {
      steps.add(new Step(item.name(), preparation.planned(item)));
    }
    steps.sort(Comparator.comparing(Step::caseName));
    return steps;
  }

  private String planned(CaseFolder item) {
    try {
      CaseReader.need(item, backend.gzip());
      CaseStatus status = CaseStatus.of(folder, item, options, DatasetJson.hash(options));
      return status.todo().orElse(request.execution().force() ? "forced" : "up to date");
    } catch (DatasetException e) {
      return "fails: " + e.getMessage();
    }
  }

  private PrepareSummary run(PrepareListener listener, DurableFiles files) {
    if (!namesInFiles.isEmpty()) {
      listener.renamed(namesInFiles);
    }
    Set<String> names = cases.stream().map(CaseFolder::name).collect(Collectors.toSet());
    try (DatasetWriter dataset = DatasetWriter.open(folder, options, names, files)) {
      Map<CaseFolder, CaseReader.Need> todo = select(dataset);
      if (!todo.isEmpty() && !shouldStop()) {
        RunContext context =
            new RunContext(options, backend, request.execution(), listener, outcome);
        new CaseQueue(context, dataset).run(todo);
      }
    }
    return outcome.summary();
  }

  /** The cases that have to be made, with the memory they need. */
  private Map<CaseFolder, CaseReader.Need> select(DatasetWriter dataset) {
    Map<CaseFolder, CaseReader.Need> todo = new LinkedHashMap<>();
    for (CaseFolder item : cases) {
      try {
        CaseStatus status = CaseStatus.of(folder, item, options, dataset.optionsHash());
        if (status.todo().isPresent() || request.execution().force()) {
          todo.put(item, CaseReader.need(item, backend.gzip()));
        } else {
          outcome.current(status.record().orElseThrow());
        }
      } catch (DatasetException e) {
        outcome.failed(item.name(), e.getMessage());
      }
    }
    return todo;
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
