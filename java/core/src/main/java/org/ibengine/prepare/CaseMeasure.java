package org.ibengine.prepare;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.BodyRule;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.StoreRule;
import org.ibengine.input.InputCase;
import org.ibengine.io.Image;
import org.ibengine.io.LabelMap;
import org.ibengine.lesion.Lesions;
import org.ibengine.measure.BodyMeasure;
import org.ibengine.prepare.SourceReader.Read;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Volume;

/** Measures what was read: the instances of a mask, the percentiles of a modality. Thread-safe. */
final class CaseMeasure {
  private final DatasetOptions options;
  private final ModalityMeasure measure;
  private final LesionMeasure lesions;
  private final BodyMeasure body;
  private final StageClock clock;

  CaseMeasure(Backend backend, DatasetOptions options, StageClock clock) {
    this.options = options;
    this.measure = new ModalityMeasure(backend, options);
    this.lesions = new LesionMeasure(backend, options);
    this.body = new BodyMeasure(backend);
    this.clock = clock;
  }

  /**
   * Takes over what was read: closes it if that fails.
   *
   * @param geometry of the voxels, which may be on another grid than their file
   */
  LoadedCase.Mask mask(InputCase item, Read<LabelMap> read, Geometry geometry) {
    LabelMap labels = read.content();
    try {
      Lesions found = lesions(labels, geometry);
      List<CaseWarning> warnings =
          MaskWarnings.of(item, labels, found.components(), options.lesions());
      Volume values = lesions.storeClasses(labels); // last: it has to be closed
      return new LoadedCase.Mask(labels, values, found, read.source(), warnings);
    } catch (RuntimeException | Error e) {
      labels.close();
      throw e;
    }
  }

  /** The lesions of a label map. */
  Lesions lesions(LabelMap labels, Geometry geometry) {
    long start = System.nanoTime();
    Lesions found = lesions.lesions(labels, geometry);
    clock.add(Stage.COMPONENTS, start, labels.volume().sizeBytes());
    return found;
  }

  /** The lesions, also those that are too small to be kept. */
  Lesions ofAnySize(LabelMap labels, Geometry geometry) {
    long start = System.nanoTime();
    Lesions found = lesions.ofAnySize(labels, geometry);
    clock.add(Stage.COMPONENTS, start, labels.volume().sizeBytes());
    return found;
  }

  /** Takes over what was read: closes all of it if that fails. */
  List<LoadedCase.Modality> modalities(InputCase item, List<Read<Image>> reads) {
    try {
      return reads.stream().map(read -> modality(item, read)).toList();
    } catch (RuntimeException | Error e) {
      reads.forEach(read -> read.content().close());
      throw e;
    }
  }

  /** Takes over what was read: closes it if that fails. */
  LoadedCase.Modality modality(InputCase item, Read<Image> read) {
    Image image = read.content();
    String name = read.source().role();
    try {
      Path file = item.modalities().get(name).file();
      StoredVoxels stored = rounded(file, image);
      long start = System.nanoTime();
      ModalityIndex index = measure.measure(name, file, stored);
      List<CaseWarning> warnings =
          measure
              .warning(index, stored.image())
              .map(text -> new CaseWarning(item.name(), CaseWarning.Kind.EQUAL_PERCENTILES, text))
              .stream()
              .toList();
      clock.add(Stage.PERCENTILES, start, stored.image().volume().sizeBytes());
      return new LoadedCase.Modality(stored.image(), index, read.source(), warnings);
    } catch (RuntimeException | Error e) {
      image.close(); // also what was rounded in its memory
      throw e;
    }
  }

  /** As the options want them stored, in the same memory. */
  private StoredVoxels rounded(Path file, Image image) {
    if (options.store() == StoreRule.AUTO || !image.volume().type().isFloating()) {
      return StoredVoxels.asTheyAre(image);
    }
    long start = System.nanoTime();
    StoredVoxels stored =
        StoredVoxels.coded(file, image, measure.makeFinite(file, image), options.store());
    clock.add(Stage.ROUND, start, image.volume().sizeBytes());
    return stored;
  }

  /** Where the body of the case is, by the modality that the options name. */
  Optional<BodyEstimate> body(LoadedCase loaded) {
    BodyRule rule = options.body();
    if (!rule.isWanted() || loaded.modalities().isEmpty()) {
      return Optional.empty();
    }
    long start = System.nanoTime();
    int channel = options.modalities().indexOf(rule.modalityAmong(options.modalities()));
    LoadedCase.Modality modality = loaded.modalities().get(channel);
    Optional<BodyEstimate> found =
        body.of(rule, modality.index(), modality.volume(), loaded.geometry());
    clock.add(Stage.BODY, start, modality.volume().sizeBytes());
    return found;
  }

  /**
   * The same after NaN were replaced under {@code --nan}.
   *
   * @throws DatasetException if voxels are not finite after that; all images are closed then
   */
  List<Read<Image>> finite(InputCase item, List<Read<Image>> reads) {
    try {
      for (Read<Image> read : reads) {
        if (read.content().volume().type().isFloating()) {
          measure.makeFinite(item.modalities().get(read.source().role()).file(), read.content());
        }
      }
      return reads;
    } catch (RuntimeException | Error e) {
      reads.forEach(read -> read.content().close());
      throw e;
    }
  }
}
