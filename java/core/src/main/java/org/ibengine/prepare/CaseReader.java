package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.grid.GridOrigin;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.index.ModalityIndex;
import org.ibengine.input.InputCase;
import org.ibengine.io.GridCheck;
import org.ibengine.io.Image;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LabelMap;
import org.ibengine.label.Runs;
import org.ibengine.measure.IntensityMeasure;
import org.ibengine.volume.Geometry;
import org.ibengine.work.Workers;

/** Brings a case into memory: files side by side, each measured while it is still in the cache. */
final class CaseReader {
  private final DatasetOptions options;
  private final RunOutcome outcome;
  private final Workers workers;
  private final SourceReader files;
  private final CaseMeasure measure;
  private final GridReader grids;

  CaseReader(Backend backend, DatasetOptions options, Workers workers, RunOutcome outcome) {
    this.options = options;
    this.outcome = outcome;
    this.workers = workers;
    this.files = new SourceReader(backend, outcome.clock());
    this.measure = new CaseMeasure(backend, options, outcome.clock());
    GridStep step = new GridStep(backend, options, outcome.clock());
    this.grids = new GridReader(options, workers, files, measure, step);
  }

  /**
   * Reads all files of the case, blocking until done.
   *
   * @return the caller closes it
   * @throws DatasetException if a file is unreadable, not finite, or on another grid than the mask;
   *     nothing stays in memory then
   */
  LoadedCase read(InputCase item) {
    LoadedCase loaded =
        options.grid().equals(GridOptions.DEFAULT) ? readAsIs(item) : grids.read(item);
    try {
      warnOfContradictions(item, loaded);
      return withBody(item, loaded.indexed(withLabel(loaded)));
    } catch (RuntimeException | Error e) {
      loaded.close();
      throw e;
    }
  }

  /** The modalities once it is known which of their voxels are the instances'. */
  private List<ModalityIndex> withLabel(LoadedCase loaded) {
    Runs label = loaded.mask().lesions().components().runs();
    List<CompletableFuture<ModalityIndex>> modalities = new ArrayList<>();
    for (LoadedCase.Modality modality : loaded.modalities()) {
      modalities.add(
          workers.compute(
              () -> IntensityMeasure.withLabel(modality.index(), modality.volume(), label)));
    }
    return Workers.awaitAll(modalities);
  }

  private LoadedCase withBody(InputCase item, LoadedCase loaded) {
    Optional<BodyEstimate> body =
        Workers.awaitAll(List.of(workers.compute(() -> measure.body(loaded)))).get(0);
    body.flatMap(one -> BodyWarnings.of(item, one, loaded.mask().lesions()))
        .ifPresent(outcome::warned);
    return loaded.withBody(body);
  }

  private LoadedCase readAsIs(InputCase item) {
    InTheMaking<LoadedCase.Mask> mask =
        new InTheMaking<>(
            workers, List.of(() -> asIs(item, files.labels(item))), LoadedCase.Mask::close);
    InTheMaking<List<LoadedCase.Modality>> modalities =
        new InTheMaking<>(
            workers, modalityTasks(item), made -> made.forEach(LoadedCase.Modality::close));
    try {
      List<LoadedCase.Modality> images = inOrder(modalities.all());
      LoadedCase.Mask labels = mask.all().get(0);
      Geometry geometry = labels.labels().header().geometry();
      requireOneGrid(
          options, labels.labels(), images.stream().map(LoadedCase.Modality::image).toList());
      return new LoadedCase(item.name(), images, labels, geometry, GridOrigin.same(geometry));
    } catch (RuntimeException | Error e) {
      mask.close();
      modalities.close();
      throw e;
    }
  }

  private LoadedCase.Mask asIs(InputCase item, SourceReader.Read<LabelMap> read) {
    return measure.mask(item, read, read.content().header().geometry());
  }

  private List<Callable<List<LoadedCase.Modality>>> modalityTasks(InputCase item) {
    List<Callable<List<LoadedCase.Modality>>> tasks = new ArrayList<>();
    for (FilePass pass : FilePass.of(item, options.modalities())) {
      tasks.add(() -> measure.modalities(item, files.images(item, pass)));
    }
    return tasks;
  }

  private List<LoadedCase.Modality> inOrder(List<List<LoadedCase.Modality>> passes) {
    return passes.stream()
        .flatMap(List::stream)
        .sorted(
            Comparator.comparing(modality -> options.modalities().indexOf(modality.index().name())))
        .toList();
  }

  private void warnOfContradictions(InputCase item, LoadedCase loaded) {
    List<ImageHeader> headers = new ArrayList<>(List.of(loaded.mask().labels().header()));
    loaded.modalities().forEach(modality -> headers.add(modality.image().header()));
    for (ImageHeader header : headers) {
      for (String contradiction : header.details().contradictions()) {
        outcome.warned(
            new CaseWarning(
                item.name(),
                CaseWarning.Kind.HEADER_CONTRADICTIONS,
                header.path() + ": the header contradicts itself: " + contradiction));
      }
    }
  }

  /**
   * @throws DatasetException naming the first modality on another grid than the mask
   */
  static void requireOneGrid(DatasetOptions options, LabelMap labels, List<Image> modalities) {
    ImageHeader mask = labels.header();
    GridCheck check = new GridCheck(options.geometryTolerance());
    GridCheck.Wanted wanted =
        GridCheck.Wanted.of("mask " + mask.path().getFileName(), mask)
            .withRemedy("bring both to one grid with --geometry resample");
    for (Image modality : modalities) {
      check.require(modality.header(), wanted);
    }
  }
}
