package org.ibengine.prepare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ibengine.encode.VolumePacker;
import org.ibengine.error.DatasetException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.input.InputCase;
import org.ibengine.lesion.Lesions;
import org.ibengine.place.BackgroundWindows;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.CaseStaging;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetJson;
import org.ibengine.store.NamedVolume;
import org.ibengine.store.OutputFile;
import org.ibengine.store.SourceFile;
import org.ibengine.store.StagedCase;
import org.ibengine.store.VolumesFile;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Makes cases from raw files, up to where only the commit is left. Takes no lock: what it writes
 * belongs to nobody until then. Thread-safe.
 */
final class CaseWorker {
  private final DatasetOptions options;
  private final Supplier<CaseStaging> places;
  private final CaseReader reader;
  private final PatchWriter patches; // null unless the layout is PATCHES
  private final VolumePacker packer; // null where volumes stay raw
  private final StageClock clock;

  /**
   * @param places gives each case a place of its own for its files
   * @param patches null unless the layout is PATCHES
   * @param packer null where volumes stay raw
   */
  CaseWorker(
      DatasetOptions options,
      Supplier<CaseStaging> places,
      CaseReader reader,
      PatchWriter patches,
      VolumePacker packer,
      StageClock clock) {
    this.options = options;
    this.places = places;
    this.reader = reader;
    this.patches = patches;
    this.packer = packer;
    this.clock = clock;
  }

  /**
   * A case on the disk.
   *
   * @param warnings what people should look at in it
   */
  record Made(StagedCase staged, List<CaseWarning> warnings) {}

  /**
   * Makes a case; blocks until its files are on the disk. Its voxels have left the memory then.
   *
   * @return the caller commits or discards it
   * @throws DatasetException if a source is at fault; nothing is left of the case
   * @throws UncheckedIOException if the dataset folder cannot be written
   */
  Made stage(InputCase item, CaseSteps progress) {
    CaseStaging staging = places.get();
    try (LoadedCase loaded = reader.read(item)) {
      progress.read();
      CaseIndex index = index(item.name(), loaded);
      List<NamedVolume> volumes = options.layout() == Layout.VOLUMES ? volumes(loaded) : List.of();
      List<OutputFile> outputs =
          options.layout() == Layout.VOLUMES
              ? List.of(write(volumes, index, staging))
              : writePatches(loaded, index, staging, progress);
      CaseRecord record =
          new CaseRecord(
              index,
              DatasetJson.hash(options),
              sources(loaded),
              outputs,
              PatchFileNames.of(item.name(), options),
              loaded.mask().labels().largest(),
              loaded.mask().lesions().changes(),
              Optional.of(loaded.origin()),
              options.layout() == Layout.VOLUMES ? Optional.of(staging.id()) : Optional.empty(),
              item.subject(),
              VolumePacker.packed(volumes),
              packer != null);
      return new Made(new StagedCase(record, staging), loaded.warnings());
    } catch (RuntimeException e) {
      staging.discard();
      throw e;
    }
  }

  private CaseIndex index(String name, LoadedCase loaded) {
    Lesions lesions = loaded.mask().lesions();
    Size3 size = loaded.geometry().size();
    long start = System.nanoTime();
    List<Index3> windows =
        BackgroundWindows.find(lesions.occupied(), size, options.patchSize(), options.stride());
    clock.add(Stage.COMPONENTS, start, 0);
    return new CaseIndex(
        name,
        loaded.geometry(),
        lesions.components().connectivity(),
        loaded.modalities().stream().map(LoadedCase.Modality::index).toList(),
        lesions.components().instances(),
        windows,
        loaded.body());
  }

  private List<OutputFile> writePatches(
      LoadedCase loaded, CaseIndex index, CaseStaging staging, CaseSteps progress) {
    List<PatchFile> files = PatchFile.of(index, options, PatchFileNames.of(index.name(), options));
    progress.expect(files.size());
    return patches.write(loaded, files, staging, progress::wrote);
  }

  /** As they are to be stored; packed ones take the place of the voxels in memory. */
  private List<NamedVolume> volumes(LoadedCase loaded) {
    List<NamedVolume> volumes = new ArrayList<>();
    for (LoadedCase.Modality modality : loaded.modalities()) {
      volumes.add(new NamedVolume(modality.index().name(), modality.volume()));
    }
    volumes.add(new NamedVolume(DatasetFolder.LABEL, loaded.mask().volume()));
    if (loaded.mask().values() != null) {
      volumes.add(new NamedVolume(DatasetFolder.LABEL_VALUES, loaded.mask().values()));
    }
    if (packer == null) {
      return volumes;
    }
    long start = System.nanoTime();
    long bytes = volumes.stream().mapToLong(item -> item.volume().sizeBytes()).sum();
    List<NamedVolume> packed = packer.pack(volumes);
    clock.add(Stage.PACK, start, bytes);
    return packed;
  }

  private OutputFile write(List<NamedVolume> volumes, CaseIndex index, CaseStaging staging) {
    String path = DatasetFolder.volumesPath(index.name(), staging.id());
    long start = System.nanoTime();
    try {
      OutputFile output =
          VolumesFile.write(staging.volumes(index.name()), path, volumes, staging.id());
      clock.add(Stage.WRITE, start, output.bytes());
      return output;
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
