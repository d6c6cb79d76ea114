package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.index.DatasetOptions;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputCase;
import org.ibengine.input.InputWarning;
import org.ibengine.label.LesionRule;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetJson;
import org.ibengine.work.CaseFailure;

/**
 * What a run is about: which cases, and what the dataset will hold of them. Made from the names of
 * files alone; what has to be done for a case is looked at when it is asked for.
 *
 * @param found in the input
 * @param cases that can be prepared, sorted by name, with the modalities of {@code options} only
 * @param options with their modalities resolved
 * @param namesInFiles names that differ in the files of patches
 * @param failures cases that cannot be prepared
 * @param warnings about what is left out
 */
record PreparePlan(
    PrepareRequest request,
    Discovery found,
    List<InputCase> cases,
    DatasetOptions options,
    SortedMap<String, String> namesInFiles,
    List<CaseFailure> failures,
    List<CaseWarning> warnings) {

  /**
   * Lists folders, opens no file.
   *
   * @throws DatasetException if the input as a whole is at fault
   */
  static PreparePlan of(PrepareRequest request) {
    OutputPlace.requireApart(request.input().folders(), request.output());
    Discovery found = Discovery.of(request.input());
    ModalityChoice choice = ModalityChoice.of(found, request.options());
    LesionRule lesions =
        LesionNames.resolve(request.options().lesions(), found.labels(), request.input().place());
    DatasetOptions options =
        request.options().withModalities(choice.modalities()).withLesions(lesions);
    List<CaseFailure> failures = new ArrayList<>(found.failures());
    failures.addAll(choice.failures());
    List<CaseWarning> warnings = new ArrayList<>();
    for (InputWarning warning : found.warnings()) {
      warnings.add(
          new CaseWarning(warning.caseName(), CaseWarning.Kind.FILES_IGNORED, warning.message()));
    }
    warnings.addAll(choice.warnings());
    return new PreparePlan(
        request,
        found,
        choice.cases(),
        options,
        PatchFileNames.changed(request, choice.cases(), options),
        failures,
        warnings);
  }

  DatasetFolder folder() {
    return new DatasetFolder(request.output());
  }

  /**
   * The cases that have to be made, with the memory they need; compares the others with their
   * sources, hashing them.
   *
   * @param outcome hears of cases that are up to date, and of those that fail
   */
  Map<InputCase, CaseReader.Need> todo(GzipCodec gzip, RunOutcome outcome) {
    Map<InputCase, CaseReader.Need> todo = new LinkedHashMap<>();
    for (InputCase item : cases) {
      try {
        CaseStatus status = status(item);
        if (status.todo().isPresent() || request.execution().force()) {
          todo.put(item, CaseReader.need(item, options, gzip));
        } else {
          outcome.current(status.record().orElseThrow());
        }
      } catch (DatasetException e) {
        outcome.failed(item.name(), e.getMessage());
      }
    }
    return todo;
  }

  /** What would be done, by case name; reads and hashes, writes nothing. */
  List<Preparation.Step> steps(GzipCodec gzip) {
    List<Preparation.Step> steps = new ArrayList<>();
    failures.forEach(
        failure ->
            steps.add(new Preparation.Step(failure.caseName(), "fails: " + failure.message())));
    warnings.stream()
        .sorted(RunOutcome.WARNING_ORDER)
        .forEach(
            warning ->
                steps.add(
                    new Preparation.Step(warning.caseName(), "warning: " + warning.message())));
    for (InputCase item : cases) {
      steps.add(new Preparation.Step(item.name(), step(item, gzip)));
    }
    steps.sort(Comparator.comparing(Preparation.Step::caseName));
    return steps;
  }

  private String step(InputCase item, GzipCodec gzip) {
    try {
      CaseReader.need(item, options, gzip);
      return status(item).todo().orElse(request.execution().force() ? "forced" : "up to date");
    } catch (DatasetException e) {
      return "fails: " + e.getMessage();
    }
  }

  private CaseStatus status(InputCase item) {
    return CaseStatus.of(folder(), item, options, DatasetJson.hash(options));
  }
}
