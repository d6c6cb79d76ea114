package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ibengine.error.DatasetException;
import org.ibengine.grid.GridChanges;
import org.ibengine.grid.GridOrigin;
import org.ibengine.grid.InstanceTrace;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions;
import org.ibengine.input.InputCase;
import org.ibengine.io.Image;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.LabelMap;
import org.ibengine.label.Components;
import org.ibengine.label.Instance;
import org.ibengine.lesion.Lesions;
import org.ibengine.prepare.SourceReader.Read;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Interpolation;
import org.ibengine.work.Workers;

/**
 * Brings cases into memory on the grid that was asked for: reads all files, decides on the grid,
 * brings each volume there and measures it. The voxels of a file are freed as soon as those of the
 * grid are made. Thread-safe.
 */
final class GridReader {
  private final DatasetOptions options;
  private final Workers workers;
  private final SourceReader files;
  private final CaseMeasure measure;
  private final GridStep step;

  GridReader(
      DatasetOptions options,
      Workers workers,
      SourceReader files,
      CaseMeasure measure,
      GridStep step) {
    this.options = options;
    this.workers = workers;
    this.files = files;
    this.measure = measure;
    this.step = step;
  }

  /** A label map on its grid, and what became of its instances on the way. */
  private record PlacedMask(LoadedCase.Mask mask, GridChanges changes) {}

  /**
   * @return the caller closes it
   * @throws DatasetException as {@link CaseReader#read}, and if there is nothing to crop to or to
   *     store
   */
  LoadedCase read(InputCase item) {
    InTheMaking<Read<LabelMap>> mask =
        new InTheMaking<>(
            workers, List.of(() -> files.labels(item)), read -> read.content().close());
    InTheMaking<List<Read<Image>>> modalities =
        new InTheMaking<>(
            workers, imageTasks(item), reads -> reads.forEach(read -> read.content().close()));
    try {
      List<Read<Image>> images = inOrder(modalities.all());
      Read<LabelMap> labels = mask.all().get(0);
      CaseGrid grid =
          Workers.awaitAll(List.of(workers.compute(() -> grid(item, labels, images)))).get(0);
      return placed(item, labels, images, grid);
    } catch (RuntimeException | Error e) {
      mask.close(); // harmless where it has been placed
      modalities.close();
      throw e;
    }
  }

  private List<Callable<List<Read<Image>>>> imageTasks(InputCase item) {
    List<Callable<List<Read<Image>>>> tasks = new ArrayList<>();
    for (FilePass pass : FilePass.of(item, options.modalities())) {
      tasks.add(() -> measure.finite(item, files.images(item, pass)));
    }
    return tasks;
  }

  private List<Read<Image>> inOrder(List<List<Read<Image>>> passes) {
    return passes.stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparing(read -> options.modalities().indexOf(read.source().role())))
        .toList();
  }

  private CaseGrid grid(InputCase item, Read<LabelMap> labels, List<Read<Image>> images) {
    List<Image> contents = images.stream().map(Read::content).toList();
    if (options.grid().mismatch() == GridOptions.Mismatch.REFUSE) {
      CaseReader.requireOneGrid(options, labels.content(), contents);
    }
    return CaseGrid.of(item.place(), labels.content(), contents, options);
  }

  private LoadedCase placed(
      InputCase item, Read<LabelMap> labels, List<Read<Image>> images, CaseGrid grid) {
    InTheMaking<PlacedMask> mask =
        new InTheMaking<>(
            workers, List.of(() -> mask(item, labels, grid)), placed -> placed.mask().close());
    List<Callable<LoadedCase.Modality>> tasks = new ArrayList<>();
    for (Read<Image> image : images) {
      tasks.add(() -> modality(item, image, grid));
    }
    InTheMaking<LoadedCase.Modality> modalities =
        new InTheMaking<>(workers, tasks, LoadedCase.Modality::close);
    try {
      List<LoadedCase.Modality> channels = modalities.all();
      PlacedMask placed = mask.all().get(0);
      GridOrigin origin = new GridOrigin(grid.base().geometry(), grid.crop(), placed.changes());
      return new LoadedCase(item.name(), channels, placed.mask(), grid.grid().geometry(), origin);
    } catch (RuntimeException | Error e) {
      mask.close();
      modalities.close();
      throw e;
    }
  }

  private LoadedCase.Modality modality(InputCase item, Read<Image> read, CaseGrid grid) {
    Image stored = step.stored(read.content(), grid);
    LoadedCase.Modality measured = measure.modality(item, new Read<>(stored, read.source()));
    return GridWarnings.uncovered(item, read.content().header(), grid)
        .map(measured::withWarning)
        .orElse(measured);
  }

  private PlacedMask mask(InputCase item, Read<LabelMap> read, CaseGrid grid) {
    ImageHeader header = read.content().header();
    GridMap map = grid.map(header);
    boolean whole = grid.crop().isEmpty() && map.isCopy() && grid.isOnBase(header);
    Optional<Lesions> before =
        whole
            ? Optional.empty()
            : Optional.of(measure.ofAnySize(read.content(), header.geometry()));
    LabelMap stored = step.stored(read.content(), grid);
    LoadedCase.Mask mask =
        measure.mask(item, new Read<>(stored, read.source()), grid.grid().geometry());
    GridChanges changes =
        before.map(was -> changes(was.components(), mask, grid)).orElse(GridChanges.NONE);
    List<CaseWarning> warnings =
        new ArrayList<>(GridWarnings.of(item, changes, grid.crop().isPresent()));
    GridWarnings.uncovered(item, header, grid).ifPresent(warnings::add);
    LoadedCase.Mask told = before.map(was -> mask.withAbsent(was.changes().absent())).orElse(mask);
    return new PlacedMask(told.withWarnings(warnings), changes);
  }

  private GridChanges changes(Components before, LoadedCase.Mask mask, CaseGrid grid) {
    ImageHeader header = mask.labels().header();
    boolean nearest = step.labelRule(header, grid).interpolation() == Interpolation.NEAREST;
    Components stored =
        options.lesions().minMm3() == 0
            ? mask.lesions().components()
            : measure.ofAnySize(mask.labels(), grid.grid().geometry()).components();
    GridChanges changes =
        new InstanceTrace(before, header.geometry().size(), nearest)
            .changes(
                stored,
                ids(stored.instances(), mask.lesions().components().instances()),
                grid.map(header),
                grid.mapToBase(header),
                grid.kept());
    return grid.crop().isPresent() ? changes : changes.withoutCrop();
  }

  /** By id among all instances, that among those that are kept; both are in the same order. */
  private static int[] ids(List<Instance> all, List<Instance> kept) {
    int[] ids = new int[all.size() + 1];
    int next = 0;
    for (Instance instance : all) {
      if (next < kept.size() && instance.anchors().equals(kept.get(next).anchors())) {
        next++;
        ids[instance.id()] = next;
      }
    }
    return ids;
  }
}
