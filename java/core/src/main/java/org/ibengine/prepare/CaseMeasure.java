package org.ibengine.prepare;

import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.ModalityIndex;
import org.ibengine.input.InputCase;
import org.ibengine.io.Image;
import org.ibengine.io.LabelMap;
import org.ibengine.lesion.Lesions;
import org.ibengine.prepare.SourceReader.Read;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Volume;

/** Measures what was read: the instances of a mask, the percentiles of a modality. Thread-safe. */
final class CaseMeasure {
  private final DatasetOptions options;
  private final ModalityMeasure measure;
  private final LesionMeasure lesions;
  private final StageClock clock;

  CaseMeasure(Backend backend, DatasetOptions options, StageClock clock) {
    this.options = options;
    this.measure = new ModalityMeasure(backend, options);
    this.lesions = new LesionMeasure(backend, options);
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

  /** Takes over what was read: closes it if that fails. */
  LoadedCase.Modality modality(InputCase item, String name, Read<Image> read) {
    Image image = read.content();
    try {
      long start = System.nanoTime();
      ModalityIndex index = measure.measure(name, item.modalities().get(name).file(), image);
      List<CaseWarning> warnings =
          measure
              .warning(index, image)
              .map(text -> new CaseWarning(item.name(), CaseWarning.Kind.EQUAL_PERCENTILES, text))
              .stream()
              .toList();
      clock.add(Stage.PERCENTILES, start, image.volume().sizeBytes());
      return new LoadedCase.Modality(image, index, read.source(), warnings);
    } catch (RuntimeException | Error e) {
      image.close();
      throw e;
    }
  }

  /**
   * The same after NaN were replaced under {@code --nan}.
   *
   * @throws DatasetException if voxels are not finite after that; the image is closed then
   */
  Read<Image> finite(InputCase item, String name, Read<Image> read) {
    try {
      measure.makeFinite(item.modalities().get(name).file(), read.content());
      return read;
    } catch (RuntimeException | Error e) {
      read.content().close();
      throw e;
    }
  }
}
