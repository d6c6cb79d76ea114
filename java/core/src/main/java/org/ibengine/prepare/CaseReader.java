package org.ibengine.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.ModalityIndex;
import org.ibengine.input.InputCase;
import org.ibengine.io.GridCheck;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageInput;
import org.ibengine.io.IoReason;
import org.ibengine.io.LabelMap;
import org.ibengine.lesion.Lesions;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.Sha256;
import org.ibengine.store.SourceFile;
import org.ibengine.volume.Volume;
import org.ibengine.work.Workers;

/** Brings a case into memory: files side by side, each measured while it is still in the cache. */
final class CaseReader {
  private final Backend backend;
  private final GzipCodec gzip;
  private final DatasetOptions options;
  private final RunOutcome outcome;
  private final ModalityMeasure measure;
  private final LesionMeasure lesionMeasure;
  private final Workers workers;
  private final StageClock clock;

  CaseReader(RunContext context, Workers workers, StageClock clock) {
    this.backend = context.backend();
    this.gzip = backend.gzip();
    this.options = context.options();
    this.outcome = context.outcome();
    this.measure = new ModalityMeasure(backend, options);
    this.lesionMeasure = new LesionMeasure(backend, options);
    this.workers = workers;
    this.clock = clock;
  }

  /**
   * How much memory {@link #read} will take, from the headers alone.
   *
   * @param voxelBytes of all volumes as they stay in memory
   * @param peakBytes while reading
   */
  record Need(long voxelBytes, long peakBytes) {}

  /**
   * Reads the headers.
   *
   * @throws DatasetException naming the file whose header is missing or damaged
   */
  static Need need(InputCase item, DatasetOptions options, GzipCodec gzip) {
    ImageHeader mask = ImageFiles.readCheckedHeader(item.mask(), gzip);
    long voxelBytes = mask.geometry().size().voxels();
    long peakBytes = LabelMap.peakBytes(mask) + LesionMeasure.mostBytes(mask, options);
    for (ImageInput image : item.modalities().values()) {
      ImageHeader header = ImageFiles.readCheckedHeader(image, gzip);
      voxelBytes += header.voxelBytes();
      peakBytes += ImageFiles.peakBytes(header);
    }
    return new Need(voxelBytes, peakBytes);
  }

  /**
   * Reads all files of the case, blocking until done.
   *
   * @return the caller closes it
   * @throws DatasetException if a file is unreadable, not finite, or on another grid than the mask;
   *     nothing stays in memory then
   */
  LoadedCase read(InputCase item) {
    CompletableFuture<LoadedCase.Mask> mask = workers.compute(() -> readMask(item));
    List<CompletableFuture<LoadedCase.Modality>> modalities = new ArrayList<>();
    for (String name : options.modalities()) {
      modalities.add(workers.compute(() -> readModality(name, item)));
    }
    try {
      LoadedCase loaded =
          new LoadedCase(Workers.awaitAll(modalities), Workers.awaitAll(List.of(mask)).get(0));
      requireOneGrid(loaded);
      warnOfContradictions(item, loaded);
      return loaded;
    } catch (RuntimeException | Error e) {
      mask.handle((value, error) -> value).thenAccept(CaseReader::closeIfThere).join();
      modalities.forEach(
          future -> future.handle((value, error) -> value).thenAccept(CaseReader::closeIfThere));
      throw e;
    }
  }

  private static void closeIfThere(LoadedCase.Mask mask) {
    if (mask != null) {
      mask.close();
    }
  }

  private static void closeIfThere(LoadedCase.Modality modality) {
    if (modality != null) {
      modality.image().close();
    }
  }

  private LoadedCase.Mask readMask(InputCase item) {
    long start = System.nanoTime();
    MessageDigest digest = Sha256.newDigest();
    LabelMap labels = LabelMap.readWithOriginal(item.mask(), backend::allocate, gzip, digest);
    try {
      clock.add(Stage.READ, start, labels.volume().sizeBytes());
      start = System.nanoTime();
      Lesions lesions = lesionMeasure.lesions(labels, labels.header().geometry());
      List<CaseWarning> warnings =
          MaskWarnings.of(item, labels, lesions.components(), options.lesions());
      SourceFile source =
          source(
              DatasetFolder.LABEL, item.mask().getFileName().toString(), labels.header(), digest);
      Volume values = lesionMeasure.storeClasses(labels); // last: it has to be closed
      clock.add(Stage.COMPONENTS, start, labels.volume().sizeBytes());
      return new LoadedCase.Mask(labels, values, lesions, source, warnings);
    } catch (RuntimeException | Error e) {
      labels.close();
      throw e;
    }
  }

  private LoadedCase.Modality readModality(String name, InputCase item) {
    ImageInput input = item.modalities().get(name);
    long start = System.nanoTime();
    MessageDigest digest = Sha256.newDigest();
    Image image = ImageFiles.read(input, backend::allocate, gzip, digest);
    try {
      clock.add(Stage.READ, start, image.volume().sizeBytes());
      start = System.nanoTime();
      ModalityIndex index = measure.measure(name, input.file(), image);
      List<CaseWarning> warnings =
          measure
              .warning(index, image)
              .map(text -> new CaseWarning(item.name(), CaseWarning.Kind.EQUAL_PERCENTILES, text))
              .stream()
              .toList();
      clock.add(Stage.PERCENTILES, start, image.volume().sizeBytes());
      return new LoadedCase.Modality(
          image, index, source(name, input.fileName(), image.header(), digest), warnings);
    } catch (RuntimeException | Error e) {
      image.close();
      throw e;
    }
  }

  private static SourceFile source(
      String role, String name, ImageHeader header, MessageDigest digest) {
    Path file = header.path();
    try {
      long bytes = ImageFiles.sizeBytes(ImageFiles.filesOf(header));
      return new SourceFile(role, name, bytes, HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
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

  private void requireOneGrid(LoadedCase loaded) {
    ImageHeader mask = loaded.mask().labels().header();
    GridCheck check = new GridCheck(options.geometryTolerance());
    GridCheck.Wanted wanted = GridCheck.Wanted.of("mask " + mask.path().getFileName(), mask);
    for (LoadedCase.Modality modality : loaded.modalities()) {
      check.require(modality.image().header(), wanted);
    }
  }
}
