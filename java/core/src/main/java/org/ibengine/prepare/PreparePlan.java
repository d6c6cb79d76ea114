package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.ModalityScales;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputCase;
import org.ibengine.input.InputWarning;
import org.ibengine.label.LesionRule;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetJson;
import org.ibengine.store.OutputPlace;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;
import org.ibengine.work.Cancellation;
import org.ibengine.work.CaseFailure;

/**
 * What a run is about: which cases, and what the dataset will hold of them. Made from the names of
 * files, and their headers if spacings are compared; what has to be done for a case is looked at
 * when it is asked for.
 *
 * @param found in the input
 * @param cases that can be prepared, sorted by name, with the modalities of {@code options} only
 * @param options with their modalities and spacing resolved
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
   * Lists folders; opens files only to read their spacing, if the median is wanted.
   *
   * @throws DatasetException if the input as a whole is at fault
   * @throws IllegalArgumentException if no case has the reference modality or the body's, or a
   *     normalisation cannot be had
   */
  static PreparePlan of(PrepareRequest request, GzipCodec gzip) {
    OutputPlace.requireApart(request.input().folders(), request.output());
    Discovery found = Discovery.of(request.input());
    ModalityChoice choice = ModalityChoice.of(found, request.options());
    LesionRule lesions =
        LesionNames.resolve(request.options().lesions(), found.labels(), request.input().place());
    DatasetOptions options =
        request.options().withModalities(choice.modalities()).withLesions(lesions);
    requireReference(options);
    if (!options.modalities().isEmpty()) {
      options.body().modalityAmong(options.modalities());
    }
    if (request.medianSpacing()) {
      options = MedianSpacing.resolved(choice.cases(), options, gzip);
    }
    ModalityScales.ofSingleCases(options, options.scales()); // refused now, not when a case is read
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

  private static void requireReference(DatasetOptions options) {
    options
        .grid()
        .reference()
        .filter(name -> !options.modalities().contains(name))
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  Text.format(
                      "--reference must be a modality of the dataset, %s, was %s",
                      NameList.of(options.modalities()), name));
            });
  }

  /** Says which spacing was found, if the median was asked for. */
  void tellSpacing(PrepareListener listener) {
    if (request.medianSpacing()) {
      options.grid().spacing().ifPresent(listener::spacing);
    }
  }

  DatasetFolder folder() {
    return new DatasetFolder(request.output());
  }

  /**
   * The cases that have to be made, with the memory they need; compares the others with their
   * sources, hashing them.
   *
   * @param outcome hears of cases that are up to date
   * @param failed hears of cases that fail
   * @param cancellation ends the search
   */
  Map<InputCase, CaseNeed> todo(
      Backend backend,
      RunOutcome outcome,
      Consumer<CaseFailure> failed,
      Cancellation cancellation) {
    Map<InputCase, CaseNeed> todo = new LinkedHashMap<>();
    for (InputCase item : cases) {
      if (cancellation.isCancelled()) {
        return Map.of();
      }
      try {
        CaseStatus status = status(item);
        if (status.todo().isPresent() || request.execution().force()) {
          todo.put(item, need(item, backend));
        } else {
          outcome.current(status.record().orElseThrow());
        }
      } catch (DatasetException e) {
        failed.accept(new CaseFailure(item.name(), e.getMessage()));
      }
    }
    return todo;
  }

  /** What would be done, by case name; reads and hashes, writes nothing. */
  List<Preparation.Step> steps(Backend backend) {
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
      steps.add(new Preparation.Step(item.name(), step(item, backend)));
    }
    steps.sort(Comparator.comparing(Preparation.Step::caseName));
    return steps;
  }

  private String step(InputCase item, Backend backend) {
    try {
      need(item, backend);
      return status(item).todo().orElse(request.execution().force() ? "forced" : "up to date");
    } catch (DatasetException e) {
      return "fails: " + e.getMessage();
    }
  }

  /** Whether volumes are packed. */
  boolean packs() {
    return options.layout() == Layout.VOLUMES
        && request.execution().encoding() == VolumeEncoding.PACKED;
  }

  private CaseNeed need(InputCase item, Backend backend) {
    CaseNeed need = CaseNeed.of(item, options, backend);
    return packs() || options.layout() == Layout.PATCHES ? need : need.withoutPacking();
  }

  private CaseStatus status(InputCase item) {
    return CaseStatus.of(folder(), item, options, DatasetJson.hash(options));
  }
}
