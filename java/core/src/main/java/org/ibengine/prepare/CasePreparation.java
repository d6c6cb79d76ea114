package org.ibengine.prepare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.label.Components;
import org.ibengine.place.BackgroundWindows;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetWriter;
import org.ibengine.store.NamedVolume;
import org.ibengine.store.OutputFile;
import org.ibengine.store.SourceFile;
import org.ibengine.store.VolumesFile;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Takes one case after the other from raw files to a committed case. Thread-safe. */
final class CasePreparation {
  private final DatasetOptions options;
  private final RunOutcome outcome;
  private final DatasetWriter dataset;
  private final CaseReader reader;
  private final PatchWriter patches; // null unless the layout is PATCHES
  private final StageClock clock;

  CasePreparation(
      RunContext context, DatasetWriter dataset, CaseReader reader, PatchWriter patches) {
    this.options = context.options();
    this.outcome = context.outcome();
    this.dataset = dataset;
    this.reader = reader;
    this.patches = patches;
    this.clock = outcome.clock();
  }

  /**
   * Prepares and commits; blocks until the case is on the disk.
   *
   * @throws DatasetException if a source is at fault
   * @throws UncheckedIOException if the dataset folder cannot be written
   */
  CaseRecord prepare(CaseFolder item, CaseSteps progress) {
    try {
      Path staged = dataset.stage(item.name());
      try (LoadedCase loaded = reader.read(item)) {
        progress.read();
        CaseIndex index = index(item.name(), loaded);
        List<OutputFile> outputs = write(loaded, index, staged, progress);
        CaseRecord record =
            new CaseRecord(
                index,
                dataset.optionsHash(),
                sources(loaded),
                outputs,
                PatchFileNames.of(item.name(), options),
                loaded.mask().labels().largest());
        long start = System.nanoTime();
        dataset.commit(record);
        clock.add(Stage.COMMIT, start, 0);
        loaded.warnings().forEach(warning -> outcome.warned(item.name(), warning));
        return record;
      }
    } catch (RuntimeException e) {
      dataset.discard(item.name());
      throw e;
    }
  }

  private CaseIndex index(String name, LoadedCase loaded) {
    Components components = loaded.mask().components();
    Size3 size = loaded.geometry().size();
    long start = System.nanoTime();
    List<Index3> windows =
        BackgroundWindows.find(components.runs(), size, options.patchSize(), options.stride());
    clock.add(Stage.COMPONENTS, start, 0);
    return new CaseIndex(
        name,
        loaded.geometry(),
        components.connectivity(),
        loaded.modalities().stream().map(LoadedCase.Modality::index).toList(),
        components.instances(),
        windows);
  }

  private List<OutputFile> write(
      LoadedCase loaded, CaseIndex index, Path staged, CaseSteps progress) {
    if (options.layout() == Layout.PATCHES) {
      List<PatchPlan> plans =
          PatchPlan.of(index, options, PatchFileNames.of(index.name(), options));
      progress.expect(plans.size());
      return patches.write(loaded, plans, staged, progress::wrote);
    }
    List<NamedVolume> volumes = new ArrayList<>();
    for (LoadedCase.Modality modality : loaded.modalities()) {
      volumes.add(new NamedVolume(modality.index().name(), modality.volume()));
    }
    volumes.add(new NamedVolume(DatasetFolder.LABEL, loaded.mask().volume()));
    String path = DatasetFolder.volumesPath(index.name());
    long start = System.nanoTime();
    try {
      Path file = staged.resolve(Path.of(path).getFileName());
      OutputFile output = VolumesFile.write(file, path, volumes);
      clock.add(Stage.WRITE, start, output.bytes());
      return List.of(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<SourceFile> sources(LoadedCase loaded) {
    List<SourceFile> sources = new ArrayList<>();
    loaded.modalities().forEach(modality -> sources.add(modality.source()));
    sources.add(loaded.mask().source());
    return sources;
  }
}
